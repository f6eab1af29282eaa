"""A statement as the stance network reads it: its words in order, with a few of the words around it.

A word is read by five keys, so that one that was never seen still says something: itself, its last three letters, its
first five, its shape with the place where it stands, and its tone (`quoteattr.lexicon.tone`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from quoteattr.attributions.found import Found
from quoteattr.lexicon.tone import tones_in
from quoteattr.spans import Range

TOKEN = re.compile(r"\w+['’]?|[^\w\s]")
SUFFIX, STEM = 3, 5
# Words of a statement that are read, its first and its last; long statements are rare, and their middle decides little.
_HEAD, _TAIL = 70, 20
# Words before and after the statement, and how far they are looked for, in code points.
_LEFT, _RIGHT = 10, 6
_LEFT_REACH, _RIGHT_REACH = 120, 80
# The number of shapes and of places: before the statement, in it, behind it.
SHAPES, PLACES = 5, 3
BEFORE, INSIDE, BEHIND = range(PLACES)
LOWER, CAPITAL, CAPITALS, DIGITS, OTHER = range(SHAPES)
CAPITALIZED = (CAPITAL, CAPITALS)


class Token(NamedTuple):
    """One word or mark. `key`: lower case, one apostrophe, any number as 0; `place`: BEFORE, INSIDE or BEHIND; `tone`:
    the number of its tone, 0 for none."""

    range: Range
    key: str
    shape: int
    place: int
    tone: int = 0


def read(text: str, f: Found) -> list[Token]:
    """The words of a statement, from the first of its ranges to the last, and of what stands around it."""
    start, end = f.content[0].start, f.content[-1].end
    inside = list(_tokens(text, start, end, INSIDE))
    if len(inside) > _HEAD + _TAIL:
        inside = inside[:_HEAD] + inside[-_TAIL:]
    before = list(_tokens(text, max(0, start - _LEFT_REACH), start, BEFORE))[-_LEFT:]
    behind = list(_tokens(text, end, min(len(text), end + _RIGHT_REACH), BEHIND))[:_RIGHT]
    tokens = [*before, *inside, *behind]
    numbers = tone_numbers([t.key for t in tokens])
    return [t._replace(tone=number) if number else t for t, number in zip(tokens, numbers, strict=True)]


def tone_numbers(keys: Sequence[str]) -> list[int]:
    """The number of each word's tone, or of that of the expression it stands in; 0 for none."""
    out = [0] * len(keys)
    for first, size, tone in tones_in(keys):
        out[first : first + size] = [tone.number] * size
    return out


def _tokens(text: str, start: int, end: int, place: int) -> Iterator[Token]:
    for match in TOKEN.finditer(text, start, end):
        yield Token(Range(*match.span()), *_key_and_shape(match.group()), place)


@lru_cache(maxsize=20_000)
def _key_and_shape(word: str) -> tuple[str, int]:
    return "0" if word[0].isdigit() else word.lower().replace("’", "'"), _shape(word)


def _shape(word: str) -> int:
    if word.islower():
        return LOWER
    if word[:1].isupper() and not word[1:2].isupper():
        return CAPITAL
    if word.isupper():
        return CAPITALS
    return DIGITS if word[0].isdigit() else OTHER
