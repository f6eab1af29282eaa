"""The tenses of a statement's verbs, told by their forms (tenses.toml): what they say of whether it can be checked.

A statement that only tells what will be asserts no fact, one that also tells what was does: the linear model, which adds
up what words, pairs and patterns say one by one, cannot tell the two apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from pydantic import BaseModel, ConfigDict

from quoteattr.lexicon import load_table

# Tenses in which a fact is told.
_FACTUAL = frozenset({"past", "being", "present", "imperfect"})
_FIRST = 3


class _Forms(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    participle: re.Pattern[str]
    conditional: re.Pattern[str]
    future: re.Pattern[str]
    imperfect: re.Pattern[str]
    infinitive: re.Pattern[str]


class _Tenses(BaseModel):
    """tenses.toml, where each list is explained."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    having: frozenset[str]
    being: frozenset[str]
    between: frozenset[str]
    been: str
    no_participles: frozenset[str]
    going: frozenset[str]
    obligation: frozenset[str]
    present: frozenset[str]
    stems_in_r: frozenset[str]
    no_verbs: frozenset[str]
    forms: _Forms


@cache
def _tenses() -> _Tenses:
    return load_table("tenses.toml", _Tenses)


def tenses_of(words: Sequence[str]) -> list[str]:
    """The tenses in a statement's words, in their order: past, being, present, obligation, conditional, future,
    imperfect, infinitive; a tense as often as it occurs."""
    return [tense for n in range(len(words)) if (tense := _tense_at(words, n))]


def tense_features(words: Sequence[str]) -> Iterator[str]:
    """Names of features: each tense (`tense:past`), more of one (`/twice`), the first and the last, which ones there are
    together, the first three in their order, and whether no fact is told."""
    tenses = tenses_of(words)
    finite = [t for t in tenses if t != "infinitive"]
    for tense, count in Counter(tenses).items():
        yield f"tense:{tense}"
        if count > 1:
            yield f"tense:{tense}/twice"
    yield f"tense:first:{finite[0] if finite else 'none'}"
    yield f"tense:last:{finite[-1] if finite else 'none'}"
    yield f"tense:order:{'>'.join(finite[:_FIRST])}"
    yield f"tense:finite:{'+'.join(sorted(set(finite)))}"
    if finite and _FACTUAL.isdisjoint(finite):
        yield "tense:no fact"


def _tense_at(words: Sequence[str], n: int) -> str | None:
    t, word = _tenses(), words[n]
    if word in t.having or word in t.being or word in t.going:
        behind = n + 1
        while behind < len(words) and (words[behind] in t.between or words[behind].endswith("ment")):
            behind += 1
        follows = words[behind] if behind < len(words) else ""
        if word in t.going:
            return "future" if _tense_of(follows) == "infinitive" else "present"
        if t.been in words[n + 1 : behind]:
            return "past"
        if t.forms.participle.fullmatch(follows) and follows not in t.no_participles:
            return "being" if word in t.being else "past"
    return _tense_of(word)


@lru_cache(maxsize=20_000)
def _tense_of(word: str) -> str | None:
    t = _tenses()
    if word in t.obligation:
        return "obligation"
    if word in t.present:
        return "present"
    if word in t.no_verbs:
        return None
    for tense in ("conditional", "future"):
        form: re.Pattern[str] = getattr(t.forms, tense)
        if form.fullmatch(word) and not _has_stem_in_r(word):
            return tense
    if t.forms.imperfect.fullmatch(word):
        return "imperfect"
    return "infinitive" if t.forms.infinitive.fullmatch(word) else None


def _has_stem_in_r(word: str) -> bool:
    return word[: word.rindex("r") + 1] in _tenses().stems_in_r
