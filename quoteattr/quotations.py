"""Everything that stands as direct speech in a text: quotation marks and the turns of dialogues.

`find_quotations` needs no model.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from quoteattr.dialogue import find_answers, find_turns, is_told
from quoteattr.interruptions import open_at_incises
from quoteattr.marks import Quotation, pair_marks
from quoteattr.plain import Plain, plain

__all__ = ["Quotation", "find_quotations", "read_quotations"]


# A story in the story runs over paragraphs; a single quotation that lacks its closing mark is speech.
_LEAST_TOLD = 4


def find_quotations(text: str) -> list[Quotation]:
    """All quotations of `text` in order of their start; nested ones carry a `depth` above 0.

    A quotation that a reporting clause interrupts (*«A, dit-il, B»*) comes in pieces around the clause.

        >>> [q.range.of("Il dit : «Non.»") for q in find_quotations("Il dit : «Non.»")]
        ['«Non.»']
    """
    decoded = plain(text)
    read = read_quotations(decoded.text)
    outer = [piece for q in read if not q.depth for piece in open_at_incises(decoded.text, [q])]
    found = _nested(outer, [q for q in read if q.depth])
    return [_as_given(q, decoded) for q in found]


def _as_given(q: Quotation, decoded: Plain) -> Quotation:
    start, end = decoded.origin(q.range)
    return q if (start, end) == (q.start, q.end) else replace(q, start=start, end=end)


def read_quotations(text: str) -> list[Quotation]:
    """Quotations as they stand, before those that a reporting clause interrupts are opened."""
    marked = pair_marks(text)
    told = [q for q in marked if is_told(text, q)]
    if len(told) >= _LEAST_TOLD:
        marked = [q for q in marked if q not in told]
    turns = find_turns(text, marked) or find_answers(text)
    if not turns:
        return marked
    return _nested(turns, marked)


def _nested(outer: Sequence[Quotation], others: Sequence[Quotation]) -> list[Quotation]:
    """Both in order; of `others` those inside an outer one are nested deeper, and those that cross one are dropped,
    because one of the two is misread."""
    starts = [q.start for q in outer]
    out = list(outer)
    for q in others:
        i = bisect_right(starts, q.start) - 1
        if i >= 0 and q.end <= outer[i].end:
            out.append(replace(q, depth=max(q.depth, outer[i].depth + 1)))
        elif not (i >= 0 and q.start < outer[i].end) and not (i + 1 < len(outer) and outer[i + 1].start < q.end):
            out.append(q)
    return sorted(out, key=lambda q: (q.start, -q.end))
