"""evaluation.toml as compiled expressions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from pydantic import BaseModel, ConfigDict

from quoteattr.lexicon import LexiconError, load_table
from quoteattr.lexicon.closed import words
from quoteattr.lexicon.literals import required_literals
from quoteattr.records import Act, Attitude


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    rank: int
    patterns: tuple[str, ...]
    attitude: Attitude | None = None
    firm: bool = False


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    demand: tuple[_Entry, ...] = ()
    commit: tuple[_Entry, ...] = ()
    condemn: tuple[_Entry, ...] = ()
    warn: tuple[_Entry, ...] = ()
    endorse: tuple[_Entry, ...] = ()
    deny: tuple[_Entry, ...] = ()
    doubt: tuple[_Entry, ...] = ()
    cessation: frozenset[str] = frozenset()
    of: tuple[str, ...] = ()
    claims: frozenset[str] = frozenset()
    asking: frozenset[str] = frozenset()
    stopping: frozenset[str] = frozenset()
    duty: frozenset[str] = frozenset()
    polite: frozenset[str] = frozenset()
    ending: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Expression:
    """One pattern of evaluation.toml; `number`: its place in the order of rank."""

    number: int
    act: Act
    rank: int
    pattern: re.Pattern[str]
    attitude: Attitude | None
    firm: bool
    literals: tuple[str, ...]


def expressions_in(text: str) -> list[tuple[Expression, re.Match[str]]]:
    """The expressions that match a text, in order of rank, each with its first match."""
    by_literal, always = _by_literal()
    lower = text.lower()
    candidates = set(always)
    for literal, numbers in by_literal:
        if literal in lower:
            candidates.update(numbers)
    table = expressions()
    found = ((table[n], table[n].pattern.search(text)) for n in sorted(candidates))
    return [(expression, match) for expression, match in found if match is not None]


@cache
def _by_literal() -> tuple[list[tuple[str, tuple[int, ...]]], tuple[int, ...]]:
    """The numbers of expressions for each literal that one of them requires, and of those that require none."""
    out: dict[str, list[int]] = {}
    for number, expression in enumerate(expressions()):
        for literal in expression.literals:
            out.setdefault(literal, []).append(number)
    always = tuple(n for n, e in enumerate(expressions()) if not e.literals)
    return [(literal, tuple(numbers)) for literal, numbers in out.items()], always


@cache
def expressions() -> tuple[Expression, ...]:
    """Expressions in order of rank, then of the file. Raises LexiconError for a pattern that does not compile."""
    table = load_table("evaluation.toml", _Table)
    out: list[Expression] = []
    acts: tuple[Act, ...] = ("condemn", "endorse", "demand", "warn", "deny", "commit", "doubt")
    for act in acts:
        for entry in getattr(table, act):
            for source in entry.patterns:
                left = "" if source.startswith("(?:^|") else r"(?<!\w)"
                right = r"(?!\w)" if source[-1].isalnum() else ""
                try:
                    pattern = re.compile(f"{left}(?:{source}){right}", re.IGNORECASE)
                except re.error as error:
                    raise LexiconError(f"evaluation.toml: [{act}]: {source!r}: {error}") from error
                out.append(
                    Expression(0, act, entry.rank, pattern, entry.attitude, entry.firm, required_literals(source))
                )
    out.sort(key=lambda e: e.rank)
    return tuple(replace(e, number=n) for n, e in enumerate(out))


@cache
def cessation() -> re.Pattern[str]:
    """What a demand begins with when it asks that something stops; matches at the start of a statement."""
    table = load_table("evaluation.toml", _Table)
    words, asking = _any_of(table.cessation), _any_of(table.asking)
    return re.compile(
        rf"[«\"“ ]*(?:(?:de |à )?ne (?:pas|plus|jamais)|(?:à |de )?(?:(?:{asking}) )?"
        rf"(?:l['’]|la |le |les |une |un |ne |plus )*(?:{words}))\b",
        re.IGNORECASE,
    )


@cache
def before_what_stops() -> re.Pattern[str]:
    """The word for stopping and the preposition after it (*l'abandon du* projet); matches at the start of a phrase."""
    of = (
        w.replace("'", "['’]") if w.endswith("'") else rf"{w}[ \u00a0]"
        for w in load_table("evaluation.toml", _Table).of
    )
    return re.compile(rf"{cessation().pattern}[ \u00a0](?:{'|'.join(of)})", re.IGNORECASE)


def claims() -> frozenset[str]:
    """Nouns for what can be true or false, in lower case."""
    return load_table("evaluation.toml", _Table).claims


@cache
def stopping() -> re.Pattern[str]:
    """Words by which a demand in the statement says that something has to stop."""
    return re.compile(rf"\b(?:{_any_of(load_table('evaluation.toml', _Table).stopping)})\b(?!-)", re.IGNORECASE)


@cache
def bidding_to_stop() -> re.Pattern[str]:
    """A verb of duty and the word for an end behind it: *doivent enfin cesser*; not *ne doivent pas cesser*."""
    table = load_table("evaluation.toml", _Table)
    negations = _any_of(words().negations)
    return re.compile(
        rf"\b(?:{_any_of(table.duty)}) (?:(?!(?:{negations})\b)\w+ )?(?:{_any_of(table.ending)})\b", re.IGNORECASE
    )


@cache
def question() -> re.Pattern[str]:
    """One sentence in marks that asks and does not politely bid (*«Voulez-vous partir ?»*)."""
    polite = _any_of(load_table("evaluation.toml", _Table).polite)
    return re.compile(rf"[«“\"][ \u00a0]?(?![^?]*\b(?:{polite})-vous)[^.!?«»“”\"]+\?[ \u00a0]?[»”\"]", re.IGNORECASE)


def _any_of(words: frozenset[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=lambda w: (-len(w), w)))
