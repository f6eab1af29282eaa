"""Speakers: named entities of the document, and which of them each source refers to."""

from quoteattr.speakers.discourse import Link
from quoteattr.speakers.entities import undecided
from quoteattr.speakers.linking import link_speakers
from quoteattr.speakers.mentions import Mention, find_mentions

__all__ = ["Link", "Mention", "find_mentions", "link_speakers", "undecided"]
