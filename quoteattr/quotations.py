"""Everything that stands as direct speech in a text: quotation marks and the turns of dialogues.

`find_quotations` needs no model.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from quoteattr.dialogue import find_turns, is_told
from quoteattr.interruptions import open_at_incises
from quoteattr.marks import Quotation, pair_marks

__all__ = ["Quotation", "find_quotations", "read_quotations"]


# A story in the story runs over paragraphs; a single quotation that lacks its closing mark is speech.
_LEAST_TOLD = 4


def find_quotations(text: str) -> list[Quotation]:
    """All quotations of `text` in order of their start; nested ones carry a `depth` above 0.

    A quotation that a reporting clause interrupts (*«A, dit-il, B»*) comes in pieces around the clause.

    >>> [q.range.of("Il dit : «Non.»") for q in find_quotations("Il dit : «Non.»")]
    ['«Non.»']
    """
    found = [p for q in read_quotations(text) for p in ([q] if q.depth else open_at_incises(text, [q]))]
    return sorted(found, key=lambda q: (q.start, -q.end))


def read_quotations(text: str) -> list[Quotation]:
    """Quotations as they stand, before those that a reporting clause interrupts are opened."""
    marked = pair_marks(text)
    told = [q for q in marked if is_told(text, q)]
    if len(told) >= _LEAST_TOLD:
        marked = [q for q in marked if q not in told]
    turns = find_turns(text, marked)
    if not turns:
        return marked
    starts = [t.start for t in turns]

    def depth(q: Quotation) -> Quotation:
        i = bisect_right(starts, q.start) - 1
        return replace(q, depth=q.depth + 1) if i >= 0 and q.end <= turns[i].end else q

    return sorted([*turns, *map(depth, marked)], key=lambda q: (q.start, -q.end))
