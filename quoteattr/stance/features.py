"""Features of a statement: the lexicon's view of it, for both models of stance, and its words, for the linear one.

Names tell what they are: `cue:dire`, `frame:que`, `lexicon:condemn`, `expression:condemn/against`, `pattern:figure`
(see claims.toml); `word:honte`, `stem:scand`, `pair:est_une`, `first:nous`, `ending:erons`; `tone:blame` (see tone.toml)
with its variants `tone:blame/clear` (of strength 2), `/twice`, `/thrice`, `/first`, `/last`, and `tone:not:blame` behind a negation;
`tense:past` and the like (see `quoteattr.stance.tenses`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from pydantic import BaseModel, ConfigDict

from quoteattr.attributions.found import Found
from quoteattr.lexicon import load_table
from quoteattr.lexicon.closed import words as closed_words
from quoteattr.lexicon.tone import tones_in
from quoteattr.spans import SPACES
from quoteattr.stance.rules import Lexical, asks_to_stop, own_future
from quoteattr.stance.tenses import tense_features

_WORD = re.compile(r"[a-zà-ÿœ]+'?|\d+|[!?]")
_STEM = 5
_FIRST = 3
# Endings of the future, the conditional, the imperfect and of the first and second persons plural, the longest first.
_ENDING = re.compile(r"\w{2,}?(rait|raient|erai|irai|drai|rons|ront|aient|era|ira|dra|ait|ons|ez)")
# How many words a negation reaches, and how many words count as the first and the last of a statement.
_NEGATED, _OPENING, _ENDED = 3, 4, 5
_LONG = 60  # words
_SHORT = 6


class _Patterns(BaseModel):
    """claims.toml: `anycase` patterns are tried on lower case, `cased` ones on the text as it stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    anycase: dict[str, re.Pattern[str]]
    cased: dict[str, re.Pattern[str]]


@cache
def _patterns() -> _Patterns:
    return load_table("claims.toml", _Patterns)


def words_of(content: str) -> list[str]:
    """The words of a statement in lower case, with one apostrophe, any number as 0."""
    return ["0" if word[0].isdigit() else word for word in _WORD.findall(content.lower().replace("’", "'"))]


def word_features(content: str) -> dict[str, float]:
    """Feature values by name, from the words of a statement and their neighbours."""
    words = words_of(content)
    names = {f"word:{w}" for w in words}
    names |= {f"stem:{w[:_STEM]}" for w in words if len(w) > _STEM}
    names |= {f"pair:{a}_{b}" for a, b in pairwise(["^", *words, "$"])}
    names |= {f"first:{w}" for w in words[:_FIRST]}
    names |= {f"ending:{m.group(1)}" for w in words if (m := _ENDING.fullmatch(w))}
    names.update(_tones(words))
    names.update(tense_features(words))
    return dict.fromkeys(sorted(names), 1.0)


def _tones(words: Sequence[str]) -> Iterator[str]:
    negators = closed_words().negators
    seen = Counter[str]()
    for n, size, tone in tones_in(words):
        negated = not negators.isdisjoint(words[max(0, n - _NEGATED) : n])
        name = f"tone:not:{tone.kind}" if negated else f"tone:{tone.kind}"
        seen[name] += 1
        yield name
        if tone.strength == 2:
            yield f"{name}/clear"
        if n < _OPENING:
            yield f"{name}/first"
        if n + size > len(words) - _ENDED:
            yield f"{name}/last"
    yield from (f"{name}/twice" for name, count in seen.items() if count > 1)
    yield from (f"{name}/thrice" for name, count in seen.items() if count > 2)


def features(text: str, f: Found, lexical: Lexical) -> dict[str, float]:
    """Feature values by name; those that are not named are 0."""
    content = " ".join(r.of(text) for r in f.content)
    lemma = f.cue.lexeme.lemma if f.cue else "-"
    names = {f"cue:{lemma}", f"frame:{f.frame}", f"cue:{lemma}/{f.frame}"}
    names |= {f"lexicon:{lexical.act}", f"lexicon:{lexical.attitude}"}
    names |= {f"expression:{e.act}/{e.attitude}" for e, _ in lexical.expressions}
    patterns, lower = _patterns(), content.lower()
    names |= {f"pattern:{name}" for name, pattern in patterns.anycase.items() if pattern.search(lower)}
    names |= {f"pattern:{name}" for name, pattern in patterns.cased.items() if pattern.search(content)}
    if f.cue is not None:
        entry = f.cue.lexeme.entry
        names.add(f"entry:{entry.acts.get(f.frame, entry.act)}{'/neutral' if entry.neutral else ''}")
    if lexical.opens is not None:
        names.add(f"opens:{lexical.opens.act}")
    if f.negated:
        names |= {"negated", f"negated:{lemma}"}
    names |= {name for name, holds in _shape(text, f, content).items() if holds}
    return dict.fromkeys(sorted(names), 1.0) | {"length": min(len(words_of(content)), _LONG) / _LONG}


def _shape(text: str, f: Found, content: str) -> dict[str, bool]:
    bare = content.rstrip('»”"' + SPACES)
    return {
        "short": len(content.split()) < _SHORT,
        "opens_quoted": content[:1] in '«"“',
        "quotes": any(mark in content for mark in '«"“'),
        "asks": bare.endswith("?"),
        "exclaims": bare.endswith("!"),
        "own_future": own_future(text, f),
        "stopping": asks_to_stop(text, f),
    }
