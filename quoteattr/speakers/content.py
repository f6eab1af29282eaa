"""Pronouns inside a statement: whom the subject that opens it refers to, where the text decides."""

from __future__ import annotations

import re

from quoteattr.attributions.found import Found
from quoteattr.lexicon.closed import third_person
from quoteattr.lexicon.wording import impersonal
from quoteattr.spans import Range
from quoteattr.speakers.discourse import Discourse, Link, agrees

_OPENING = re.compile(r"[\s\u00a0«\"“]*(il|elle)(?=[\s\u00a0])", re.IGNORECASE)


def opening_pronoun(d: Discourse, f: Found, link: Link | None) -> Range | None:
    """The pronoun that opens an indirect statement and means its speaker: *Jean Morel a dit qu'**il** partirait*.

    None where it is impersonal (*qu'il faut*), where gender speaks against it or is not known, or where the sentence
    names somebody else before it who could be meant.
    """
    if f.frame != "que" or f.source is None or link is None or link.plural:
        return None
    start, end = f.content[0]
    match = _OPENING.match(d.text, start, end)
    if match is None or impersonal().match(d.text, match.end(), end):
        return None
    gender = third_person()[match.group(1).lower()]
    if link.type == "person":
        fits = link.gender == gender
    else:
        fits = link.type in ("organization", "state") and agrees(link.noun_gender, gender)
    sentence = d.starts[d.sentence_of(start)]
    others = (e for e in d.persons if e is not link.entity and agrees(e.gender, gender) and e.name not in link.name)
    if not fits or any(sentence <= r.start < start and not f.source.overlaps(r) for e in others for r in e.mentions):
        return None
    return Range(match.start(1), match.end(1))
