"""Whether a sentence can report at all, told from the words around its cues: no parser is asked where none can.

*Les travaux ont commencé lundi*: a verb that only introduces quotations, and nothing quoted, no colon, no comma before it.
"""

from __future__ import annotations

import re
from functools import cache

from pydantic import BaseModel, ConfigDict

from quoteattr.cues import Cue
from quoteattr.lexicon import load_table
from quoteattr.segment import Sentence
from quoteattr.spans import character_before

_LEADING_WORDS = 3  # connectives and adverbs before a phrase that opens a sentence: Mais aujourd'hui, pour …


class _Around(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    before: re.Pattern[str]
    after: re.Pattern[str] | None = None


class _Triggers(BaseModel):
    """triggers.toml, where each table is explained."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    openers: dict[str, re.Pattern[str]]
    passive: dict[str, re.Pattern[str]]
    quoting: _Around
    pointing: _Around
    no_holder: re.Pattern[str]


@cache
def _triggers() -> _Triggers:
    return load_table("triggers.toml", _Triggers)


def may_report(text: str, sentence: Sentence, cue: Cue) -> bool:
    """Whether one of the constructions that the lexicon gives a cue can be there. True more often than it is."""
    if cue.lexeme.kind != "verb":
        return True
    entry = cue.lexeme.entry
    left = text[sentence.range.start : cue.range.start].lower()
    right = text[cue.range.end : sentence.range.end].lower()
    quotations = sentence.quotations
    if any(q.end > cue.range.start for q in quotations) or (quotations and entry.frames & {"quote", "np"}):
        return True
    triggers = _triggers()
    if triggers.pointing.before.search(left):
        return True
    if entry.passive and any(agent.search(right) for agent in triggers.passive.values()):
        return True
    return any(_has_opener(frame, left, right) for frame in entry.frames)


def is_loose(cue: Cue) -> bool:
    """Whether a cue reports only before somebody who holds an opinion: pour."""
    return cue.lexeme.kind == "preposition" and not cue.lexeme.entry.strict


def may_hold_opinion(text: str, sentence_start: int, cue: Cue) -> bool:
    """Whether a phrase that a loose cue begins can be one of its own (after a mark, or near the beginning of the
    sentence) and can name somebody.

    *pour* stands in every other sentence and reports in one of forty: the parser need not see the others for it.
    """
    at = cue.range.start
    set_off = (
        character_before(text, at) in ",;:.!?…«»“”\"'’()[]–—-" or text.count(" ", sentence_start, at) <= _LEADING_WORDS
    )
    return set_off and _triggers().no_holder.match(text, cue.range.end) is None


def _has_opener(frame: str, left: str, right: str) -> bool:
    triggers = _triggers()
    if frame == "quote":
        after = triggers.quoting.after
        return triggers.quoting.before.search(left) is not None or (after is not None and bool(after.search(right)))
    if frame.startswith("q-"):
        return False  # a quotation would have been seen
    opener = triggers.openers.get(frame.partition(" ")[0])
    return opener is None or opener.search(right) is not None
