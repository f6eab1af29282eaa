"""Text as a reader sees it: HTML entities that a crawler left over are decoded, offsets map back exactly."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from dataclasses import dataclass

from quoteattr.spans import Range

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` without entities; `origin` turns ranges of it into ranges of the text as given."""

    text: str
    # Where each decoded character stands in `text`, and by how much offsets after it are shifted.
    _places: tuple[int, ...] = ()
    _shifts: tuple[int, ...] = ()

    def origin(self, r: Range) -> Range:
        """The range of the text as given that a range of `text` stands for."""
        if not self._places:
            return r
        return Range(self._origin(r.start), self._origin(r.end - 1, after=True) if r.end > r.start else r.start)

    def _origin(self, offset: int, *, after: bool = False) -> int:
        i = bisect_right(self._places, offset - 1)  # decoded characters before `offset`
        shift = self._shifts[i - 1] if i else 0
        if not after:
            return offset + shift
        own = self._shifts[i] if i < len(self._places) and self._places[i] == offset else shift
        return offset + 1 + own


def plain(text: str) -> Plain:
    """The text with its entities decoded; one that decodes to nothing, or to more than one character, stays."""
    if "&" not in text:
        return Plain(text)
    parts: list[str] = []
    places: list[int] = []
    shifts: list[int] = []
    at = length = shift = 0
    for match in _ENTITY.finditer(text):
        decoded = html.unescape(match.group())
        if len(decoded) != 1 or decoded in "<>\r\n" or (not decoded.isprintable() and decoded != "\u00a0"):
            continue
        parts += [text[at : match.start()], decoded]
        length += match.start() - at
        places.append(length)
        length += 1
        shift += len(match.group()) - 1
        shifts.append(shift)
        at = match.end()
    if not places:
        return Plain(text)
    parts.append(text[at:])
    return Plain("".join(parts), tuple(places), tuple(shifts))
