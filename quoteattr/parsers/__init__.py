"""Parsers behind the `quoteattr.parse.Parser` protocol, by name."""

from __future__ import annotations

from typing import Any

from quoteattr.parse import Parser


def load_parser(name: str, **options: Any) -> Parser:
    """The parser called `name`; `options` are its own. Raises ValueError for an unknown name."""
    if name == "spacy":
        from quoteattr.parsers.spacy import SpacyParser

        return SpacyParser.load(**options)
    if name == "stanza":
        from quoteattr.parsers.stanza import StanzaParser

        return StanzaParser.load(**options)
    raise ValueError(
        f"unknown parser {name!r}: choose 'spacy' or 'stanza', or pass an object with a pipe(strings) method"
    )
