"""Speakers: named entities of the document, and which of them each source refers to."""

from quoteattr.speakers.linking import Link, link_speakers

__all__ = ["Link", "link_speakers"]
