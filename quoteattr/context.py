"""Circumstances of a reporting clause: to whom, through which medium, when, where."""

from __future__ import annotations

import re

from quoteattr.attributions.found import Found
from quoteattr.lexicon.circumstances import circumstances
from quoteattr.records import Context


def context_of(text: str, f: Found) -> Context:
    """What the reporting clause says about its circumstances, in the text's own words."""
    if f.clause is None or f.cue is None:
        return Context()
    clause = f.clause.of(text)
    if f.source is not None and f.clause.overlaps(f.source):
        # The source's own words (l'ambassadeur à Berlin) are no circumstances.
        a, b = f.source.start - f.clause.start, f.source.end - f.clause.start
        clause = clause[: max(0, a)] + " " * (min(b, len(clause)) - max(0, a)) + clause[b:]
    patterns = circumstances()
    return Context(
        addressee=_first(patterns.addressee, clause),
        medium=_first(patterns.medium, clause),
        time=_first(patterns.time, clause),
        place=_first(patterns.place, clause),
    )


def _first(pattern: re.Pattern[str], clause: str) -> str | None:
    match = pattern.search(clause)
    return re.sub(r"\s+", " ", match.group(1)) if match else None
