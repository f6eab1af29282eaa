"""The seam between quoteattr and any parser.

A parser reads short strings and gives back tokens with Universal Dependencies tags. Nothing else in
the package knows which one it is; see `quoteattr.parsers` for the ones that come with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(slots=True)
class ParsedToken:
    """A token of a parsed string.

    `start`, `end`: code points into that string; `pos`: universal part of speech; `morph`: features as
    `Gender=Fem|Number=Sing`; `head`: index of the governing token (its own for a root); `dep`: relation
    without spaCy- or treebank-specific variation; `ent`: PER, LOC, ORG, MISC or the empty string.
    """

    start: int
    end: int
    text: str
    pos: str
    morph: str
    head: int
    dep: str
    ent: str = ""


class Parser(Protocol):
    """Anything that tags and parses strings, in order and one result for each."""

    def pipe(self, strings: Iterable[str], *, entities: bool = True) -> Iterator[list[ParsedToken]]:
        """One list of tokens for each string, in order. Without `entities` it may leave `ent` empty, if that is faster."""
        ...


class ParserError(RuntimeError):
    """A parser that cannot be loaded; the message says what to install."""
