"""How sure a statement presents itself: the cue's own certainty, unless its words say otherwise.

Certain, probable and possible are those of FactBank (Saurí and Pustejovsky 2009).
"""

from __future__ import annotations

import re
from functools import cache

from pydantic import BaseModel, ConfigDict

from quoteattr.attributions.found import Found
from quoteattr.lexicon import load_table
from quoteattr.records import Act, Certainty
from quoteattr.segment import split
from quoteattr.spans import Range

# What asks, promises or judges says nothing about how sure it is of a fact.
_ASSERTING: frozenset[Act] = frozenset(["state", "deny", "doubt", "warn"])


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    possible: tuple[str, ...]
    probable: tuple[str, ...]
    certain: tuple[str, ...]


@cache
def _expressions() -> tuple[tuple[Certainty, re.Pattern[str]], ...]:
    table = load_table("certainty.toml", _Table)
    degrees: tuple[Certainty, ...] = ("possible", "probable", "certain")
    return tuple((d, re.compile(rf"(?<!\w)(?:{'|'.join(getattr(table, d))})(?!\w)", re.IGNORECASE)) for d in degrees)


def certainty_of(text: str, f: Found, act: Act) -> tuple[Certainty, Range | None]:
    """How certain the statement is, with the words of it that say so."""
    cue: Certainty = f.cue.lexeme.entry.certainty if f.cue else "unknown"
    if act in _ASSERTING and sum(len(split(text, r)) for r in f.content) == len(f.content):
        for degree, pattern in _expressions():
            for r in f.content:
                match = pattern.search(text, *r)
                if match:
                    return degree, Range(match.start(), match.end())
    return cue, None
