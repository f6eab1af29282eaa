"""Claims: the wording of a statement on its own, whether it can be checked, and its sentences one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date as Date
from typing import TYPE_CHECKING

from quoteattr.attributions.found import Found
from quoteattr.marks import Quotation
from quoteattr.records import Claim, ClaimSentence, Span
from quoteattr.spans import Range
from quoteattr.speakers import Link
from quoteattr.wording import wording

if TYPE_CHECKING:
    from quoteattr.stance import StanceFound

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
        sentences=_sentences(text, stance, quotations, link, today, span),
    )


def _sentences(
    text: str,
    stance: StanceFound,
    quotations: Sequence[Quotation],
    link: Link | None,
    today: Date | None,
    span: Callable[[Range], Span],
) -> list[ClaimSentence]:
    """Each sentence of a statement that has several; none for a statement of one."""
    return [
        ClaimSentence(
            text=wording(text, ranges, quotations, link, today),
            spans=[span(r) for r in ranges],
            checkworthy=score >= _CHECKWORTHY,
            score=round(score, 3),
        )
        for ranges, score in stance.sentences
    ]
