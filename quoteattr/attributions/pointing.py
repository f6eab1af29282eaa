"""Reports that point at a statement beside them: S. C'est ce qu'a dit X · S, comme l'a dit X · S. C'est X qui l'a dit."""

from __future__ import annotations

from quoteattr.attributions.found import Found
from quoteattr.attributions.incise import content_start, inverted_source, reported_before
from quoteattr.attributions.view import Groups, VerbGroup, View
from quoteattr.cues import Cue
from quoteattr.frames import Frame
from quoteattr.spans import Range, trim

# How far into its sentence the cue of such a report stands, in tokens.
_MAX_DISTANCE = 24


def in_sentence(view: View, number: int, groups: Groups, taken: set[int]) -> list[Found]:
    """S, comme l'a dit X · S, comme X l'avait annoncé · Comme annoncé par X, S."""
    out: list[Found] = []
    for head, (cue, group) in groups.items():
        if head in taken or group.negated or not _reports_clauses(cue):
            continue
        opening = next(
            (k for k in range(group.start, max(-1, group.start - 12), -1) if _lower(view, k) == "comme"), None
        )
        if opening is None or any(view.is_comma(k) for k in range(opening, group.start)):
            continue
        if any(group_head in taken for group_head in range(opening)) or reported_before(view, opening, groups):
            continue  # the sentence reports already
        if opening == 0 and group.form == "participle":
            found = _announced(view, number, cue, group)
        elif opening > 2 and _object_clitic(view, group):
            found = _as(view, number, cue, group, opening)
        else:
            found = None
        if found is not None:
            out.append(found)
    return out


def across(view: View, number: int, groups: Groups, taken: set[int], before: Frame | None) -> Found | None:
    """S. C'est ce qu'a dit X · S : c'est ce qu'a dit X · S. C'est X qui l'a dit: the statement is what stands before, in the
    sentence itself where a clause and a colon do that no cue of `taken` reports."""
    colon = next(
        (k for k in range(view.end - 1, 0, -1) if view.tokens[k].text == ":" and view.tokens[k].quote < 0), None
    )
    first = 0 if colon is None or _opens(view, 0) else colon + 1  # S : c'est ce qu'a dit X
    if not _opens(view, first):
        return None
    said = any(view.is_finite(k) or view.tokens[k].quote >= 0 for k in range(first - 1))  # not: Jean Morel : c'est …
    if first and (not said or any(head < first for head in taken)):
        return None
    if first:
        content = trim(view.text, content_start(view, first - 1), view.end_of(first - 2))
    elif before is not None:
        content = _body(view.text, before)
    else:
        return None
    for head in sorted(groups):
        cue, group = groups[head]
        if (
            not first < head <= first + _MAX_DISTANCE
            or not _reports_clauses(cue)
            or group.negated
            or group.form != "finite"
        ):
            continue
        source = None
        if _lower(view, first + 2) == "ce" and _lower(view, first + 3) in view.words.that:
            within = group.start > first + 4
            subject = view.subject_before(group.start, {group.head, group.start}) if within else None
            source = view.range(*subject) if subject else inverted_source(view, cue, group)
        elif _object_clitic(view, group) and first == 0:
            relative = next((k for k in range(group.start - 1, 2, -1) if _lower(view, k) == "qui"), None)
            if relative is not None and view.starts_phrase(2):
                source = view.range(2, view.phrase_end(2, relative))
        if source is None:
            return None
        clause = Range(view.tokens[first].start, max(view.tokens[group.last].end, source.end))
        return Found([content], cue, source, "pointing-back", number, "incise", clause)
    return None


def _opens(view: View, first: int) -> bool:
    """Whether *c'est* stands at token `first`, with more behind it."""
    return first + 3 < view.end and _lower(view, first) in ("c'", "ce") and view.is_finite(first + 1)


def _reports_clauses(cue: Cue) -> bool:
    return cue.lexeme.kind == "verb" and bool(cue.lexeme.entry.frames & {"que", "quote", "np"})


def _object_clitic(view: View, group: VerbGroup) -> bool:
    return any(_lower(view, k) in ("l'", "le") for k in range(group.start, group.head))


def _announced(view: View, number: int, cue: Cue, group: VerbGroup) -> Found | None:
    """Comme annoncé par X, S."""
    by = next((k for k in range(group.last + 1, min(view.end, group.last + 6)) if _lower(view, k) == "par"), None)
    if by is None or by + 1 >= view.end or not view.starts_phrase(by + 1):
        return None
    end = view.phrase_end(by + 1)
    comma = view.next_comma(end + 1)
    if comma is None or comma + 1 >= view.end or not view.has_main_verb(comma + 1, view.end):
        return None
    content = trim(view.text, view.start_of(comma + 1), view.body_end)
    clause = Range(view.tokens[0].start, view.tokens[end].end)
    return Found([content], cue, view.range(by + 1, end), "as-announced", number, "incise", clause)


def _as(view: View, number: int, cue: Cue, group: VerbGroup, opening: int) -> Found | None:
    """S, comme l'a dit X · S, comme X l'avait annoncé."""
    if opening + 1 < group.start and view.starts_phrase(opening + 1):
        source: Range | None = view.range(opening + 1, view.phrase_end(opening + 1, group.start))
    elif opening + 1 < group.start and view.tokens[opening + 1].lower in view.words.subject_pronouns:
        source = view.range(opening + 1, opening + 1)
    else:
        source = inverted_source(view, cue, group)
    last = opening - 1
    while last > 0 and view.tokens[last].text == ",":
        last -= 1
    if source is None or not view.has_main_verb(0, last + 1):
        return None
    content = trim(view.text, content_start(view, last + 1), view.end_of(last))
    clause = Range(view.tokens[opening].start, max(view.tokens[group.last].end, source.end))
    return Found([content], cue, source, "as-said", number, "incise", clause)


def _body(text: str, frame: Frame) -> Range:
    start, end = frame.sentence.range
    return trim(text, start, end, ".")


def _lower(view: View, k: int) -> str:
    return view.tokens[k].lower if 0 <= k < view.end else ""
