"""The grammar of reporting clauses: from parsed frames to attributions with cue, source and content."""

from __future__ import annotations

from quoteattr.attributions import according, clauses, incise, nouns, passive, pointing, uncued
from quoteattr.attributions.found import Found
from quoteattr.attributions.select import select
from quoteattr.attributions.view import Groups, View
from quoteattr.frames import Frame

__all__ = ["Found", "find_attributions"]


def find_attributions(text: str, frames: list[Frame]) -> list[Found]:
    """All attributions of a document in document order; nested ones are left out."""
    found: list[Found] = []
    for number, frame in enumerate(frames):
        if frame.tokens and frame.cues:
            before = frames[number - 1] if number else None
            found += _in_frame(text, frame, number, before)
    found += uncued.find(text, frames, found)
    found.sort(key=lambda f: (f.content_extent.start, f.content_extent.end))
    return found


def _in_frame(text: str, frame: Frame, number: int, before: Frame | None) -> list[Found]:
    view = View(text, frame)
    groups: Groups = {}
    for cue in frame.cues:
        if cue.lexeme.kind != "verb":
            continue
        group = view.verb_group(cue)
        if group is not None:
            groups.setdefault(group.head, (cue, group))
    found = incise.find(view, number, groups)
    found += pointing.in_sentence(view, number, groups, _heads(view, found))
    pointing_back = pointing.across(view, number, groups, _heads(view, found), before)
    if pointing_back is not None:
        found.append(pointing_back)
    heads = _heads(view, found)
    according_to = according.find(view, number)
    found += clauses.find(view, number, groups, [*found, *according_to])
    found += passive.find(view, number, groups, heads)
    found += according_to
    found += nouns.find(view, number)
    return select(found)


def _heads(view: View, found: list[Found]) -> set[int]:
    """The tokens of the cues that have been used."""
    tokens = (view.at(f.cue.head.start) for f in found if f.cue)
    return {t for t in tokens if t is not None}
