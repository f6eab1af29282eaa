"""Quotation marks as the press uses them: pairing, nesting, recovery.

`pair_marks` reads paragraph by paragraph (a line is a paragraph), keeps a stack of open marks, decides
straight quotes by their sides and the balance, and recovers at the paragraph's end when a mark is missing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from quoteattr.spans import SPACES, Range, trim

#: opening mark -> marks that may close it
_CLOSERS = {
    "«": "»",
    "“": "”“",
    "„": "”“",
    "‟": "”",
    "‹": "›",
    "<<": ">>",
}
DASHES = ("—", "–", "--", "-")
_SIDELESS = ('"', "＂", "''")
_CLOSING = {"»", "”", "›", ">>"}
_MARK = re.compile(r"<<|>>|''|``|[«»“”„‟‹›\"＂]")
_ONE_SIDED = "»”"
_LEAST_UNOPENED = 5  # spaces in words that only have a closing mark
# A quotation without its closing mark is not believed to run over more sentences than this.
_MOST_UNCLOSED, _MOST_BEFORE_NEXT = 8, 3
_FARTHEST = 4_000  # code points in which their ends are looked for
_SENTENCE_END = re.compile(r"[.!?…]['’)\]]?(?=[\s\u00a0])")
# What follows a closing mark though a space stands before it: "en moi "dit-elle.
_INVERTED = re.compile(r"(?:\w+['’])?\w+-(?:t-)?(?:je|il|elle|on|ils|elles)\b")
_OPENING_CONTEXT = "([{«“„‹'’-–—/:"


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its marks, or a turn of a dialogue with its dash.

    `start`, `end`: code points, end exclusive, marks included; `marks`: the opening and closing mark
    (one that is missing is empty, as at a reporting clause that interrupts the quotation; a turn after a
    dash has no closing one); `depth`: 0 for an outermost quotation, 1 for one inside it, and so on.
    """

    start: int
    end: int
    marks: tuple[str, str]
    depth: int = 0

    @property
    def closed(self) -> bool:
        return bool(self.marks[1])

    @property
    def incomplete(self) -> bool:
        """Whether a quotation mark lacks its other half; the turn of a dialogue has none to lack."""
        return self.marks[0] not in DASHES and bool(self.marks[0]) != bool(self.marks[1])

    @property
    def range(self) -> Range:
        return Range(self.start, self.end)

    @property
    def inner(self) -> Range:
        """The quoted words without their marks."""
        return Range(self.start + len(self.marks[0]), self.end - len(self.marks[1]))


@dataclass(slots=True)
class _Open:
    start: int
    mark: str


def overlapping(quotations: Sequence[Quotation], r: Range) -> list[Quotation]:
    """Those of the sorted quotations of a text that share a character with a range, found without looking at all."""
    first = bisect_left(quotations, r.start, key=lambda q: q.start)
    while first > 0 and quotations[first - 1].depth > 0:
        first -= 1
    out: list[Quotation] = []
    for q in islice(quotations, max(0, first - 1), None):
        if q.start >= r.end:
            break
        if q.end > r.start:
            out.append(q)
    return out


def pair_marks(text: str) -> list[Quotation]:
    """All pairs of quotation marks in `text` in order of their start; nested ones carry a `depth` above 0."""
    out: list[Quotation] = []
    start = 0
    while start < len(text):
        newline = text.find("\n", start)
        end = len(text) if newline < 0 else newline
        _paragraph(text, start, end, out)
        start = end + 1
    out.sort(key=lambda q: (q.start, -q.end))
    return out


def _paragraph(text: str, start: int, end: int, out: list[Quotation]) -> None:
    stack: list[_Open] = []
    for match in _MARK.finditer(text, start, end):
        mark, at = match.group(), match.start()
        before = text[at - 1] if at > start else " "
        after = text[match.end()] if match.end() < end else " "
        if mark in ("<<", ">>") and (after in "<>" or before in "<>" or (not stack and mark == ">>")):
            continue  # «>> Lire aussi», arrows
        if mark in ('"', "＂", "''", "``"):
            said = _nearest(stack, mark) >= 0 and _INVERTED.match(text, match.end(), end) is not None
            if not said and (opened := _straight(mark, before, after, stack)):
                stack.append(_Open(at, opened))
            elif stack:
                _close(stack, _nearest(stack, mark), match.end(), mark, out)
        elif mark == "«" and before.isalnum() and after in SPACES:
            # A left mark on the right side: it closes, or opens without a space before it (à Lyon« Oui »).
            where = _nearest(stack, "»")
            following = _MARK.search(text, match.end(), end)
            if where >= 0:
                _close(stack, where, match.end(), mark, out)
            elif following is not None and following.group() == "»":
                stack.append(_Open(at, mark))
        elif mark in _CLOSING or (mark == "“" and _nearest(stack, mark) >= 0):
            where = _nearest(stack, mark)
            if where < 0 and stack and stack[-1].mark in (*_SIDELESS, "“") and mark == "»":
                where = len(stack) - 1  # "… »: another mark closed by a guillemet
            if where >= 0:
                _close(stack, where, match.end(), mark, out)
            elif mark in _ONE_SIDED and not stack and _unopened(text, start, at, out):
                opening = _unopened_start(text, start, at, out)
                out.append(Quotation(opening, match.end(), ("", mark)))
            elif mark == "”" and after not in SPACES and before in SPACES + _OPENING_CONTEXT:
                stack.append(_Open(at, mark))  # ”comme ceci”: a right mark used on both sides
        else:
            stack.append(_Open(at, mark))
    _end_unclosed(text, start, end, stack, out)


def _end_unclosed(text: str, start: int, end: int, stack: Sequence[_Open], out: list[Quotation]) -> None:
    """What is still open at the end of a paragraph lacks its closing mark: it runs to that end, or, where another
    quotation of the same marks begins after a full stop, or too much would be quoted, to an earlier full stop."""
    if not stack:
        return
    last = end
    while last > start and text[last - 1] in SPACES:
        last -= 1
    first = next((i for i in range(len(out) - 1, -1, -1) if out[i].start < start), -1) + 1
    closed = sorted(out[first:], key=lambda q: q.start)
    following: list[int | None] = []  # of each, where the next quotation with the same opening mark begins
    starts: dict[str, int] = {}
    k = len(closed)
    for opened in reversed(stack):
        while k > 0 and closed[k - 1].start > opened.start:
            k -= 1
            starts[closed[k].marks[0]] = closed[k].start
        following.append(starts.get(opened.mark))
    cut: list[int] = []  # where those begin that end before the end of the paragraph
    for depth, (opened, after) in enumerate(zip(stack, reversed(following), strict=True)):
        # Guillemets and curly marks stay open in long speeches; straight ones get out of step.
        straight = opened.mark in _SIDELESS
        stop = _stop_of_unclosed(text, opened.start, after, last) if straight else last
        if stop - opened.start > len(opened.mark) + 1:
            out.append(Quotation(opened.start, stop, (opened.mark, ""), depth - len(cut)))
        if stop < last:
            cut.append(opened.start)
    if cut:
        out[first : first + len(closed)] = [replace(q, depth=q.depth - bisect_left(cut, q.start)) for q in closed]


def _stop_of_unclosed(text: str, start: int, following: int | None, last: int) -> int:
    """Where a quotation without closing mark ends. `following`: where the next one with its opening mark begins."""
    farthest = min(last, start + _FARTHEST)
    if following is not None and following <= farthest:
        stops = [m.end() for m in islice(_SENTENCE_END.finditer(text, start, following), _MOST_BEFORE_NEXT + 1)]
        if stops and not text[stops[-1] : following].strip():
            return stops[-1]
        if stops:
            return stops[0]
    stops = [m.end() for m in islice(_SENTENCE_END.finditer(text, start, farthest), _MOST_UNCLOSED + 1)]
    return stops[0] if len(stops) > _MOST_UNCLOSED else last


def _unopened_start(text: str, start: int, at: int, out: list[Quotation]) -> int:
    """Where words begin that only have a closing mark: at the start of the paragraph, or after the quotation before."""
    before = [q.end for q in out if q.start >= start]
    return trim(text, max([start, *before]), at, ",.;:").start


def _unopened(text: str, start: int, at: int, out: list[Quotation]) -> bool:
    """Whether what leads up to a closing mark without its opening one is long enough to be what it closes."""
    opening = _unopened_start(text, start, at, out)
    return text[opening:at].count(" ") >= _LEAST_UNOPENED


def _straight(mark: str, before: str, after: str, stack: list[_Open]) -> str:
    """The mark when it opens a quotation, else the empty string."""
    is_open = _nearest(stack, mark) >= 0
    spaced_before = before in SPACES or before in _OPENING_CONTEXT
    spaced_after = after in SPACES or after in ".,;:!?)]}»”…"
    if mark == "``":
        return mark
    if not is_open:
        if before.isdigit() and spaced_after:
            return ""  # inches
        if spaced_after and not spaced_before:
            return ""  # a closing mark without its opening one
        return mark
    # One is open already: only a mark that clearly faces right can open a nested one.
    if spaced_before and before not in "'’" and not spaced_after and len(stack) < 3 and before not in ":-–—":
        inner = [o for o in stack if o.mark == mark]
        return mark if len(inner) < 2 else ""
    return ""


def _nearest(stack: list[_Open], closer: str) -> int:
    for i in range(len(stack) - 1, -1, -1):
        opener = stack[i].mark
        if closer in _CLOSERS.get(opener, "") or closer == opener or (opener == "``" and closer == "''"):
            return i
        if opener == "”" and closer == "”":
            return i
    return -1


def _close(stack: list[_Open], where: int, end: int, mark: str, out: list[Quotation]) -> None:
    if where < 0:
        return
    opened = stack[where]
    # Marks opened inside and never closed are dropped: they were no quotations of their own.
    del stack[where:]
    if end - opened.start > len(opened.mark) + len(mark):
        out.append(Quotation(opened.start, end, (opened.mark, mark), where))


def outermost(quotations: list[Quotation]) -> list[Quotation]:
    """The quotations that lie in no other one."""
    out: list[Quotation] = []
    for q in quotations:
        if not out or q.start >= out[-1].end:
            out.append(q)
    return out
