"""Choosing among overlapping findings of one sentence, and leaving out nested ones."""

from __future__ import annotations

from quoteattr.attributions.found import Found

# How far into an object its reporting noun may stand: ses vives craintes que …
_NOUN_DISTANCE = 25
# How much of an agentless report another one has to make up to be what is reported.
_PASSED_ON = 0.5
# How far the ends of two findings lie apart where only a mark stands between.
_MARK = 2


def select(found: list[Found]) -> list[Found]:
    """The findings that stand on their own: one inside the content of another is nested and left out."""
    kept: list[Found] = []
    # Longer contents first, so that an outer attribution is known before what it holds.
    for f in sorted(
        found,
        key=lambda f: (
            _swallows_cue(f, found) or _names_its_cue(f, found) or _only_passes_on(f, found) or _was_told(f, found),
            -sum(len(r) for r in f.content),
            f.extent.start,
        ),
    ):
        if any(_nested(f, outer) for outer in kept):
            continue
        if any(_same_content(f, other) for other in kept):
            continue
        kept.append(f)
    kept.sort(key=lambda f: f.extent.start)
    return kept


def _swallows_cue(f: Found, found: list[Found]) -> bool:
    """Whether an according-to phrase is only the origin of an agentless report (a-t-on appris de source sûre)."""
    return f.frame == "according" and any(
        o is not f and o.source and f.cue and o.source.overlaps(f.cue.range) for o in found
    )


def _names_its_cue(f: Found, found: list[Found]) -> bool:
    """Whether the object of a verb is a noun that reports with content of its own (*a réitéré son appel à …*)."""
    return f.frame == "np" and any(
        o.frame == "noun" and o.cue and o.source and 0 <= o.cue.range.start - f.content[0].start < _NOUN_DISTANCE
        for o in found
    )


def _only_passes_on(f: Found, found: list[Found]) -> bool:
    """Whether an agentless report is about what somebody named in it reports (*les voisins ont dit avoir appelé le
    gardien, a-t-on indiqué*)."""
    return (
        f.rule.endswith("agentless")
        and f.source is None
        and any(
            o is not f
            and o.source
            and f.content_extent.contains(o.content_extent)
            and len(o.content_extent) > _PASSED_ON * len(f.content_extent)
            for o in found
        )
    )


def _was_told(f: Found, found: list[Found]) -> bool:
    """Whether an according-to phrase only tells who passed on a quotation that its sentence attributes (*«…», criaient
    les manifestants, selon un témoin*), and nothing else is said in it."""
    return f.rule == "according-final" and any(
        o.clause
        and "quoted" in o.notes
        and abs(f.content[0].start - o.content[0].start) <= _MARK
        and abs(f.content[-1].end - max(o.clause.end, o.content[-1].end)) <= _MARK
        for o in found
        if o is not f
    )


def _nested(f: Found, outer: Found) -> bool:
    if f.cue is None:
        return False
    return any(r.contains(f.cue.range) for r in outer.content)


def _same_content(f: Found, other: Found) -> bool:
    a, b = f.content_extent, other.content_extent
    overlap = min(a.end, b.end) - max(a.start, b.start)
    return overlap > 0.6 * min(len(a), len(b))
