"""Circumstances of a reporting clause: to whom, through which medium, when, where."""

from __future__ import annotations

import re
from functools import cache

from pydantic import BaseModel, ConfigDict

from quoteattr.attributions.found import Found
from quoteattr.lexicon import load_table
from quoteattr.records import Context


class _Patterns(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    addressee: re.Pattern[str]
    medium: re.Pattern[str]
    time: re.Pattern[str]
    place: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    return load_table("context.toml", _Patterns)


def context_of(text: str, f: Found) -> Context:
    """What the reporting clause says about its circumstances, in the text's own words."""
    if f.clause is None or f.cue is None:
        return Context()
    clause = f.clause.of(text)
    if f.source is not None and f.clause.overlaps(f.source):
        # The source's own words (l'ambassadeur à Berlin) are no circumstances.
        a, b = f.source.start - f.clause.start, f.source.end - f.clause.start
        clause = clause[: max(0, a)] + " " * (min(b, len(clause)) - max(0, a)) + clause[b:]
    patterns = _patterns()
    return Context(
        addressee=_first(patterns.addressee, clause),
        medium=_first(patterns.medium, clause),
        time=_first(patterns.time, clause),
        place=_first(patterns.place, clause),
    )


def _first(pattern: re.Pattern[str], clause: str) -> str | None:
    match = pattern.search(clause)
    return re.sub(r"\s+", " ", match.group(1)) if match else None
