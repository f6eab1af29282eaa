"""Language knowledge: TOML files, validated and indexed once, on first use.

The files beside this module are written for linguists; this module turns them into lookup tables.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from quoteattr.lexicon.conjugation import Inflection, conjugate, read_models
from quoteattr.records import Act, Attitude, Certainty

T = TypeVar("T")

CueKind = Literal["verb", "preposition", "noun"]


class LexiconError(ValueError):
    """A lexicon file that does not say what it should; the message names file and entry."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CueEntry(_Strict):
    """One line of cues.toml; the fields are explained at its top."""

    act: Act
    attitude: Attitude | None = None
    frames: frozenset[str] = frozenset()
    neutral: bool = False
    person: bool = False
    passive: bool = False
    origin: bool = False
    strict: bool = True
    negated: bool = False
    be: bool = False
    read: bool = False
    additive: bool = False
    titles: bool = False
    greets: bool = False
    sentences: bool = False
    rejects: bool = False
    refuses: bool = False
    certainty: Certainty = "certain"
    acts: dict[str, Act] = Field(default_factory=dict)


class _Cues(_Strict):
    idioms: tuple[str, ...] = ()
    verbs: dict[str, CueEntry]
    prepositions: dict[str, CueEntry]
    nouns: dict[str, CueEntry]


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A reporting expression. `reflexive`: needs *se*; `tail`: fixed words after the inflected one."""

    lemma: str
    kind: CueKind
    entry: CueEntry
    reflexive: bool = False
    tail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an inflected word form as the head of an expression."""

    lexeme: Lexeme
    inflection: Inflection | None


_REFLEXIVE = ("se ", "s'")
_TOKEN = re.compile(r"\w+'?")


def split_words(phrase: str) -> tuple[str, ...]:
    """The words of a phrase as the cue matcher compares them: lower case, elisions kept apart (*d'* *après*)."""
    return tuple(_TOKEN.findall(phrase.lower().replace("’", "'")))


def read_lexicon(name: str) -> str:
    """The text of a lexicon file."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def load_toml(name: str) -> Mapping[str, Any]:
    """A lexicon file as plain data. Raises LexiconError when it is not valid TOML."""
    try:
        return tomllib.loads(read_lexicon(name))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{name}: not valid TOML: {error}") from error


def load_table(name: str, shape: type[T]) -> T:
    """A lexicon file validated against `shape`, a pydantic model or a typed container."""
    try:
        return TypeAdapter(shape).validate_python(load_toml(name))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise LexiconError(f"{name}: {where}: {first['msg']}") from error


@cache
def cue_readings() -> Mapping[str, tuple[Reading, ...]]:
    """Every inflected first word of a reporting expression, lower case, with its readings."""
    cues = load_table("cues.toml", _Cues)
    models = read_models(load_toml("conjugations.toml"))
    table: dict[str, list[Reading]] = {}
    for lemma, entry in cues.verbs.items():
        rest, reflexive = lemma, False
        for prefix in _REFLEXIVE:
            if rest.startswith(prefix):
                rest, reflexive = rest[len(prefix) :], True
        if rest.startswith("en "):  # s'en prendre, en appeler: the clitic stands before the auxiliary
            rest = rest[3:]
        head, *tail = split_words(rest)
        lexeme = Lexeme(lemma, "verb", entry, reflexive, tuple(tail))
        try:
            forms = conjugate(head, models)
        except ValueError as error:
            raise LexiconError(f"cues.toml: {lemma}: {error}") from error
        for form, inflections in forms.items():
            for inflection in sorted(inflections, key=lambda i: (i.form, i.person, i.number or "")):
                table.setdefault(form, []).append(Reading(lexeme, inflection))
    for kind, group in (("preposition", cues.prepositions), ("noun", cues.nouns)):
        for lemma, entry in group.items():
            head, *tail = split_words(lemma)
            lexeme = Lexeme(lemma, kind, entry, False, tuple(tail))  # type: ignore[arg-type]
            table.setdefault(head, []).append(Reading(lexeme, None))
    # Longer expressions first: "faire savoir" before "faire".
    return {form: tuple(sorted(r, key=lambda x: -len(x.lexeme.tail))) for form, r in table.items()}


@cache
def idioms() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Fixed phrases that report nothing, as word sequences, by each of their words."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for phrase in load_table("cues.toml", _Cues).idioms:
        parts = split_words(phrase)
        for word in set(parts):
            table.setdefault(word, []).append(parts)
    return {word: tuple(phrases) for word, phrases in table.items()}


def expression_count() -> int:
    """How many reporting expressions the lexicon holds."""
    cues = load_table("cues.toml", _Cues)
    return len(cues.verbs) + len(cues.prepositions) + len(cues.nouns)
