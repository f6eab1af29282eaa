"""Reporting clauses inside the quotation marks: «A, explique X, B».

Such a quotation is taken for two, before and after the clause, so that the grammar sees the clause
between them as it sees any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from quoteattr.cues import find_cues
from quoteattr.marks import Quotation
from quoteattr.spans import trim

# What stands between the comma and the cue: an auxiliary, an inverted pronoun, an adverb.
_LEAD = re.compile(
    r"[,!?…–—-][\s\u00a0]*(?:(?:s['’]|se[ \u00a0])?(?:a|ont|avait|avaient|aurait|est|sont|était|étaient)"
    r"(?:-t)?(?:-(?:il|elle|ils|elles|on))?[ \u00a0](?:\w+[ \u00a0])?)?(?:s['’]|se[ \u00a0])?$"
)
_CLITIC = re.compile(r"-(?:t-)?(?:il|elle|ils|elles|on)\b")
_SUBJECT = re.compile(
    r"[ \u00a0](?:(?:encore|ensuite|aussi|aussitôt|enfin|alors|notamment)[ \u00a0])?"
    r"(?:(?:dans|sur)[ \u00a0][^,.;:!?«»]{3,30}?[ \u00a0])?(?:M\.|Mme|MM\.|Me[ \u00a0]|Dr[ \u00a0]"
    r"|(?:le|la|les|un|une|son|sa)[ \u00a0]|l['’]|[A-ZÀ-Ý][\w’'-]+)"
)
_CLAUSE_BEHIND = re.compile(r",?[ \u00a0](?:a|avait|ont|avaient)-(?:t-)?(?:il|elle|ils|elles|on)\b")
# The name behind a function: …, explique le maire, Jean Morel. «B
_APPOSED = re.compile(r",[ \u00a0][A-ZÀ-Ý][\w’'-]+(?:[ \u00a0][A-ZÀ-Ý][\w’'-]+){1,3}(?=[,.;!?])")
_MAX_CLAUSE = 90


def open_at_incises(text: str, quotations: Sequence[Quotation]) -> tuple[Quotation, ...]:
    """The quotations of a sentence, each split at the reporting clauses that interrupt it."""
    out: list[Quotation] = []
    for q in quotations:
        out += _split(text, q)
    return tuple(out)


def _split(text: str, q: Quotation) -> list[Quotation]:
    inner = q.inner
    if _CLAUSE_BEHIND.match(text, q.end):
        return [q]  # «Le maire, M. Morel, a appelé le ministre, ils se sont parlé», a-t-elle dit
    pieces: list[Quotation] = []
    start, opening = q.start, q.marks[0]
    for cue in find_cues(text, inner.start, inner.end):
        if cue.head.start < start or cue.lexeme.kind != "verb" or "quote" not in cue.lexeme.entry.frames:
            continue
        lead = _LEAD.search(text, max(inner.start, cue.head.start - 40), cue.head.start)
        if lead is None or lead.start() - start < 2:
            continue
        end = _clause_end(text, cue.range.end, inner.end, lead.group())
        if end is None or not any(i.form == "participle" or i.person == 3 for i in cue.inflections):
            continue
        before = trim(text, start, lead.start() + (text[lead.start()] in "!?…"))
        after = trim(text, end, inner.end, ",.;")
        pieces.append(replace(q, start=before.start, end=before.end, marks=(opening, "")))
        if after.end <= after.start:
            return pieces
        start, opening = after.start, ""
    if not pieces:
        return [q]
    pieces.append(replace(q, start=start, end=q.end, marks=("", q.marks[1])))
    return pieces


def _clause_end(text: str, at: int, limit: int, lead: str) -> int | None:
    """Where the reporting clause that continues at `at` ends, or None when it is none."""
    clitic = _CLITIC.match(text, at)
    if clitic or re.search(r"-(?:il|elle|ils|elles|on)\b", lead):
        stop = re.compile(r"[,.!?;]").search(text, clitic.end() if clitic else at, limit)
    elif subject := _SUBJECT.match(text, at, limit):
        stop = re.compile(r"[,!?;]|(?<!M)\.").search(text, subject.end(), limit)
    else:
        return None
    end = stop.start() if stop else limit
    named = _APPOSED.match(text, end, limit) if not clitic else None
    end = named.end() if named else end
    return end if end - at <= _MAX_CLAUSE else None
