"""Speakers: named entities of the document, and which of them each source refers to."""

from quoteattr.speakers.discourse import Link
from quoteattr.speakers.entities import Mention, find_mentions, undecided
from quoteattr.speakers.linking import link_speakers

__all__ = ["Link", "Mention", "find_mentions", "link_speakers", "undecided"]
