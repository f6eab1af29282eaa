"""tone.toml as tables: what a word or an expression of a statement says about the stance of its speaker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict

from quoteattr.lexicon import LexiconError, load_table, load_toml, split_words
from quoteattr.lexicon.conjugation import Model, conjugate, read_models

ToneKind = Literal[
    "blame", "praise", "harm", "good", "threat", "must", "stop", "back", "promise", "doubt", "strong"
]  # fmt: skip
Strength = Literal[1, 2]
TONES: tuple[ToneKind, ...] = get_args(ToneKind)
#: how many numbers tell tones apart, 0 for none among them
TONE_NUMBERS = 1 + len(TONES) * len(get_args(Strength))


class Tone(NamedTuple):
    """What a word says. `strength`: 2 in nearly any context, 1 often or weakly."""

    kind: ToneKind
    strength: Strength

    @property
    def number(self) -> int:
        """From 1 on, for tables of numbers; 0 is left for words that say nothing."""
        return 1 + 2 * TONES.index(self.kind) + self.strength - 1


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    strength: Strength
    verbs: str = ""
    words: str = ""
    expressions: str = ""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    none: str
    blame: tuple[_Words, ...]
    praise: tuple[_Words, ...]
    harm: tuple[_Words, ...]
    good: tuple[_Words, ...]
    threat: tuple[_Words, ...]
    must: tuple[_Words, ...]
    stop: tuple[_Words, ...]
    back: tuple[_Words, ...]
    promise: tuple[_Words, ...]
    doubt: tuple[_Words, ...]
    strong: tuple[_Words, ...]


def tone_of(word: str) -> Tone | None:
    """What a word form in lower case says; None for most. A plural is looked up as it stands, then without its ending."""
    table = tones()
    if word in table:
        return table[word]
    return table.get(word[:-1]) if word.endswith(("s", "x")) else None


def tones_in(words: Sequence[str]) -> Iterator[tuple[int, int, Tone]]:
    """What has a tone among `words` (lower case, an elided word and what follows it apart, as `split_words` gives them):
    its first word, how many words it has, and the tone. An expression, the longest first, counts before its words."""
    n = 0
    while n < len(words):
        tone, size = _expression_at(words, n)
        tone = tone or tone_of(words[n])
        if tone is not None:
            yield n, size, tone
        n += size


def _expression_at(words: Sequence[str], start: int) -> tuple[Tone | None, int]:
    for size, by_words in expressions().get(words[start], {}).items():
        tone = by_words.get(tuple(words[start : start + size]))
        if tone is not None:
            return tone, size
    return None, 1


@cache
def expressions() -> Mapping[str, Mapping[int, Mapping[tuple[str, ...], Tone]]]:
    """Tones of expressions by their first word, by how many words they have, the longest first, and by their words.
    Raises LexiconError for one that stands in two places or has a single word."""
    found: dict[tuple[str, ...], Tone] = {}
    table = load_table("tone.toml", _Table)
    for kind in TONES:
        for group in getattr(table, kind):
            for expression in filter(None, map(str.strip, group.expressions.split(","))):
                words = split_words(expression)
                if words in found:
                    raise LexiconError(f"tone.toml: {kind}: {expression!r} stands in two places: leave one")
                if len(words) < 2:
                    raise LexiconError(f"tone.toml: {kind}: {expression!r} is one word: put it into `words`")
                found[words] = Tone(kind, group.strength)
    out: dict[str, dict[int, dict[tuple[str, ...], Tone]]] = {}
    for words in sorted(found, key=len, reverse=True):
        out.setdefault(words[0], {}).setdefault(len(words), {})[words] = found[words]
    return out


@cache
def tones() -> Mapping[str, Tone | None]:
    """Tones by word form; None for forms that say nothing though they would follow from another one. Raises LexiconError
    for a word of two tones and for a verb without a conjugation model."""
    table = load_table("tone.toml", _Table)
    models = read_models(load_toml("conjugations.toml"))
    words: dict[str, Tone | None] = dict.fromkeys(table.none.split())
    forms: dict[str, Tone] = {}
    for kind in TONES:
        for group in getattr(table, kind):
            tone = Tone(kind, group.strength)
            for word in group.words.split():
                if word in words:
                    raise LexiconError(f"tone.toml: {kind}: {word!r} stands in two places: leave one")
                words[word] = tone
            for form in _forms(kind, group.verbs, models):
                forms.setdefault(form, tone)
    return forms | words


def _forms(kind: str, verbs: str, models: Mapping[str, Model]) -> Iterator[str]:
    for verb in verbs.split():
        try:
            yield from conjugate(verb, models)
        except ValueError as error:
            raise LexiconError(f"tone.toml: {kind}: {error}") from error
