"""Ranges of text: the one value that every stage passes on.

Offsets are Unicode code points into the text as given, start inclusive, end exclusive.
"""

from __future__ import annotations

from typing import NamedTuple


class Range(NamedTuple):
    """A half-open range of code points; `text[r.start:r.end]` is what it covers."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def contains(self, other: Range) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Range) -> bool:
        return self.start < other.end and other.start < self.end

    def __len__(self) -> int:  # a NamedTuple's length would be 2, which no caller wants
        return self.end - self.start


SPACES = " \t\n\r\f\v\u00a0\u202f\u2009\u200a\u2007\ufeff\u200b\u2028\u2029\x85"


def character_before(text: str, at: int) -> str:
    """The last character before a position that is no space, empty at the beginning of the text."""
    while at > 0 and text[at - 1].isspace():
        at -= 1
    return text[at - 1 : at]


def trim(text: str, start: int, end: int, extra: str = "") -> Range:
    """The range without spaces (and characters of `extra`) at its ends; empty at `start` when nothing is left."""
    drop = SPACES + extra
    while start < end and text[end - 1] in drop:
        end -= 1
    while start < end and text[start] in drop:
        start += 1
    return Range(start, end)
