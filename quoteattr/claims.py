"""Claims: the wording of a statement on its own, whether it can be checked, and its sentences one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date as Date

from quoteattr.attributions.found import Found
from quoteattr.marks import Quotation
from quoteattr.records import Claim, ClaimSentence, Span
from quoteattr.segment import split
from quoteattr.spans import Range
from quoteattr.speakers import Link
from quoteattr.stance import StanceFound, checkworthiness
from quoteattr.wording import wording

# The score from which a statement counts as check-worthy.
_CHECKWORTHY = 0.5


def claim_of(
    text: str,
    f: Found,
    stance: StanceFound,
    quotations: Sequence[Quotation],
    link: Link | None,
    today: Date | None,
    span: Callable[[Range], Span],
) -> Claim:
    """The claim that a statement makes. `today`: the day of the article, where it is known; `span` makes a record's
    span of a range."""
    score = stance.checkworthy
    return Claim(
        text=wording(text, f.content, quotations, link, today),
        checkworthy=score >= _CHECKWORTHY,
        score=round(score, 3),
        sentences=_sentences(text, f, quotations, link, today, span),
    )


def _sentences(
    text: str,
    f: Found,
    quotations: Sequence[Quotation],
    link: Link | None,
    today: Date | None,
    span: Callable[[Range], Span],
) -> list[ClaimSentence]:
    """Each sentence of a statement that has several; none for a statement of one."""
    out: list[ClaimSentence] = []
    sentences = sentences_of(text, f.content)
    if len(sentences) == 1:
        return []
    for ranges in sentences:
        score = checkworthiness(text, replace(f, content=ranges))
        out.append(
            ClaimSentence(
                text=wording(text, ranges, quotations, link, today),
                spans=[span(r) for r in ranges],
                checkworthy=score >= _CHECKWORTHY,
                score=round(score, 3),
            )
        )
    return out


def sentences_of(text: str, content: Sequence[Range]) -> list[list[Range]]:
    """The sentences of a statement, each with its ranges: one that a reporting clause interrupts has two."""
    out: list[list[Range]] = []
    open_ended = False
    for r in content:
        for piece in split(text, r):
            if not re.search(r"\w", piece.of(text)):
                continue
            if open_ended:
                out[-1].append(piece)
            else:
                out.append([piece])
            open_ended = re.search(r"[.!?…][»”\"\s\u00a0]*$", piece.of(text)) is None
    return out
