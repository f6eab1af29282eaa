"""Paragraphs and sentences with offsets, made for news text.

Boundaries are ours and not a parser's: headings without full stop, missing spaces (*le dit.Devant*),
bylines and abbreviations would otherwise glue or cut sentences. A quotation is never cut: the
sentences that it holds belong to the sentence it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quoteattr.lexicon.closed import words
from quoteattr.marks import Quotation, outermost
from quoteattr.spans import Range, trim


@dataclass(frozen=True, slots=True)
class Sentence:
    """`range` without surrounding spaces; `paragraph` counts from 0; `quotations` are the outermost ones in it."""

    range: Range
    paragraph: int
    quotations: tuple[Quotation, ...]


_STOP = re.compile(r"[.!?…]+|(?:https?://|pic\.twitter\.com/)[^\s\u00a0]+")
# Where a report was written, before its first sentence: Lyon | Le maire a …
_DATELINE = re.compile(r"[A-ZÀ-Ý][^|.!?:«\"“]{1,30}[ \u00a0]\|[ \u00a0]+")
# A sentence of so many code points is cut at its next comma, a little later at any space; of a quotation so many count.
# None of 51,312 sentences of a news corpus is that long.
_LONGEST = 1_250
_SLACK = 250
_COUNTED = 50
_GAP = re.compile(r"[,;]?[\s\u00a0]+")
_LONGEST_WORD = 40  # what ends with a stop and is longer is no abbreviation
_CLOSE = "»”\"’')]›"
_STARTERS = "«“\"„‹'‘([—–-•*@#"


def paragraphs(text: str) -> list[Range]:
    """Non-empty lines, without surrounding spaces."""
    out: list[Range] = []
    for match in re.finditer(r"[^\n\r\u2028\u2029]+", text):
        r = trim(text, match.start(), match.end())
        if r.end > r.start:
            out.append(r)
    return out


def sentences(text: str, quotations: Sequence[Quotation]) -> list[Sentence]:
    """Sentences of every paragraph in order; together they cover all text but spaces."""
    top = outermost(list(quotations))
    out: list[Sentence] = []
    q = 0
    for number, paragraph in enumerate(paragraphs(text)):
        while q < len(top) and top[q].end <= paragraph.start:
            q += 1
        inside: list[Quotation] = []
        k = q
        while k < len(top) and top[k].start < paragraph.end:
            inside.append(top[k])
            k += 1
        i = 0
        pieces = (piece for r in _split(text, paragraph, inside) for piece in _cut(text, r, inside))
        for r in pieces:
            while i < len(inside) and inside[i].end <= r.start:
                i += 1
            j = i
            while j < len(inside) and inside[j].start < r.end:
                j += 1
            out.append(Sentence(r, number, tuple(inside[i:j])))
    return out


def _cut(text: str, r: Range, quotations: Sequence[Quotation]) -> Iterator[Range]:
    """A sentence, or pieces of what runs on for pages without a stop: the grammar's time grows faster than a sentence."""
    if len(r) <= _LONGEST:
        yield r
        return
    start, k, quoted = r.start, 0, 0
    for gap in _GAP.finditer(text, *r):
        while k < len(quotations) and quotations[k].end <= gap.start():
            quoted += max(0, len(quotations[k].range) - _COUNTED) if quotations[k].start >= start else 0
            k += 1
        length = gap.start() - start - quoted
        inside = k < len(quotations) and quotations[k].start < gap.end()
        if not inside and length >= (_LONGEST if gap.group()[0] in ",;" else _LONGEST + _SLACK):
            yield trim(text, start, gap.end())
            start, quoted = gap.end(), 0
    rest = trim(text, start, r.end)
    if rest.end > rest.start:
        yield rest


def split(text: str, r: Range) -> list[Range]:
    """The sentences within a range, such as a statement; quotation marks in it hold nothing together."""
    return list(_split(text, r, []))


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


def _split(text: str, paragraph: Range, quotations: Sequence[Quotation]) -> Iterator[Range]:
    start = paragraph.start
    dateline = _DATELINE.match(text, start, paragraph.end)
    if dateline:
        yield trim(text, start, dateline.end())
        start = dateline.end()
    q = 0
    for match in _STOP.finditer(text, paragraph.start, paragraph.end):
        at = match.end()
        if match.start() < start:
            continue
        if "/" in match.group():  # a link ends what an embedded post says
            following = trim(text, at, paragraph.end).start
            inside = any(q.start < at < q.end for q in quotations)
            if not inside and following < paragraph.end and text[following].isupper():
                yield trim(text, start, at)
                start = at
            continue
        while q < len(quotations) and quotations[q].end <= match.start():
            q += 1
        if q < len(quotations) and quotations[q].start < at:
            # Inside a quotation only a stop right before the closing mark can end the sentence.
            inner_end = quotations[q].inner.end
            if text[at:inner_end].strip() or not quotations[q].closed:
                continue
            at = quotations[q].end
            if at < paragraph.end and text[at] in ".!?…":
                continue  # «Non !». : the outer stop decides
            if match.group() == "…" or (match.group().endswith("..") and not _starts_sentence(text, at, paragraph.end)):
                continue
        else:
            while at < paragraph.end and text[at] in _CLOSE and not _opens(quotations, at):
                at += 1
            if match.group() == "." and _is_abbreviation(text, start, match.start(), at, paragraph.end):
                continue
        if at >= paragraph.end or _starts_sentence(text, at, paragraph.end):
            r = trim(text, start, at)
            if r.end > r.start:
                yield r
            start = at
    r = trim(text, start, paragraph.end)
    if r.end > r.start:
        yield r


def _opens(quotations: Sequence[Quotation], at: int) -> bool:
    return any(q.start == at for q in quotations)


def _starts_sentence(text: str, at: int, end: int) -> bool:
    rest = trim(text, at, end).start
    if rest >= end:
        return True
    glued = rest == at
    c = text[rest]
    if c in _STARTERS:
        following = trim(text, rest + 1, end).start
        if following >= end:
            return True
        nxt = text[following]
        return c in '«“"„‹•' if not glued else (nxt.isupper() and c in '«“"„‹') or False
    if glued:
        return c.isupper() and text[at - 1] in '.!?…»”"'
    return c.isupper() or c.isdigit() or (not c.isalnum() and c not in ',;:.!?…)»”"')


def _is_abbreviation(text: str, start: int, stop: int, after: int, end: int) -> bool:
    word_start = stop
    while word_start > max(start, stop - _LONGEST_WORD) and (
        text[word_start - 1].isalnum() or text[word_start - 1] in "."
    ):
        word_start -= 1
    word = text[word_start:stop]
    if not word:
        return False
    glued = after < end and not text[after].isspace()
    if word.lower() in words().abbreviations and (word[0].isupper() or word.islower()):
        return True
    if len(word) == 1 and word.isupper():
        following = trim(text, after, end).start
        return following >= end or text[following] not in "«“„"  # initials: Donald J. Trump, but: a dit Jean M. «Non»
    if "." in word and all(len(part) <= 2 for part in word.split(".")):
        # U.S., P.O, a.m.: a stop only before a capital that no initial precedes
        return glued or word[-1:].isupper()
    return glued and word.isdigit() and text[after].isdigit()
