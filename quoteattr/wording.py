"""The wording of a claim on its own: what a reader understands who sees neither article nor reporting clause.

Quotation marks and interruptions go; the speaker's *je*, and the *il* of reported speech that means them, become their
name; *hier* and *jeudi* become dates. Only what the text decides is touched, whole statements at a time: one in which
a single word of the first person cannot be put into the third keeps them all. The statement as it was said stays in
`Attribution.statement`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date as Date
from typing import NamedTuple

from quoteattr.dates import days_in
from quoteattr.lexicon.wording import FirstPerson, wording_table
from quoteattr.marks import Quotation
from quoteattr.spans import SPACES, Range
from quoteattr.speakers import Link

_SPACE = r"[ \u00a0\u202f\n]"
_I = re.compile(r"(?<![\w'’-])(?:je(?!\w)|j['’])", re.IGNORECASE)
_INVERTED = re.compile(r"-je(?!\w)", re.IGNORECASE)
_ME = re.compile(r"(?<![\w'’])(?:me(?!\w)|m['’])", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*['’]?")
_LINKED_FORM = re.compile(
    r"(?<!\w)(?:et|ou|puis|mais),?[ \u00a0](?:(?:ne|me|le|la|les|y|en)[ \u00a0]|[nml]['’])*(?:ai|suis|vais|\w{2,}(?:rai|ais))(?!\w)",
    re.IGNORECASE,
)
_VOWEL = re.compile(r"[aeiouyhàâéèêëîïôöùûüœæ]", re.IGNORECASE)
_ELIDES = re.compile(rf"(?<!\w)(que|lorsque|puisque|quoique|parce que|si){_SPACE}$", re.IGNORECASE)


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def wording(
    text: str, ranges: Sequence[Range], quotations: Sequence[Quotation], link: Link | None, today: Date | None
) -> str:
    """The statement in `ranges` as one line that can be read alone.

    `quotations`: those of the text; `link`: its speaker; `today`: the day from which it names others.
    """
    edits = [
        _Edit(a, b, "")
        for q in quotations
        if q.depth == 0
        for a, b in ((q.start, q.inner.start), (q.inner.end, q.end))
        if any(r.start <= a and b <= r.end for r in ranges)
    ]
    if link is not None and link.opening is not None and any(r.contains(link.opening) for r in ranges):
        edits.append(_Edit(*link.opening, link.name))
        edits += _elision(text, link.opening.start, ranges, link.name)
    if link is not None and link.type == "person" and not link.plural and link.entity is not None:
        edits += _third_person(text, ranges, quotations, link)
    if today is not None:
        edits += [_Edit(d.start, d.end, d.wording) for r in ranges for d in days_in(text, r.start, r.end, today)]
    parts = [_apply(text, r, edits) for r in ranges]
    line = re.sub(r"\s+([,.…])", r"\1", " ".join(p for p in parts if p)).strip(SPACES + ",;:")
    return line[:1].upper() + line[1:]


def _apply(text: str, r: Range, edits: list[_Edit]) -> str:
    out, at = [], r.start
    for e in sorted(e for e in edits if r.start <= e.start and e.end <= r.end):
        if e.start < at:
            continue
        out += [text[at : e.start], e.text]
        at = e.end
    return _without_stray_marks(re.sub(r"\s+", " ", "".join([*out, text[at : r.end]])).strip(SPACES))


def _without_stray_marks(part: str) -> str:
    """The part without a mark at an end whose other half was left outside."""
    for opening, closing in (("«", "»"), ("“", "”"), ('"', '"')):
        lonely = part.count(opening) % 2 if opening == closing else part.count(opening) != part.count(closing)
        if lonely:
            part = part.removeprefix(opening).removesuffix(closing).strip(SPACES)
    return part


def _third_person(text: str, ranges: Sequence[Range], quotations: Sequence[Quotation], link: Link) -> list[_Edit]:
    """Edits that put the speaker's own words into the third person; none where one of them cannot be."""
    table = wording_table().first_person
    edits: list[_Edit] = []
    named = False
    for r in ranges:
        if _INVERTED.search(text, *r) or _LINKED_FORM.search(text, *r):
            return []
        reflexive: set[int] = set()
        for match in _I.finditer(text, *r):
            if any(q.depth and q.start <= match.start() < q.end for q in quotations):
                return []  # somebody else's words within theirs
            verb = _conjugated(text, match.end(), r.end, table)
            if verb is None:
                return []
            name = _subject(link, match.group()) if named else link.name
            edits.append(_Edit(match.start(), match.end(), name + (" " if match.group()[-1] in "'’" else "")))
            edits += _elision(text, match.start(), ranges, name)
            edits += verb
            reflexive.update(e.start for e in verb)
            named = True
        for match in _WORD.finditer(text, *r):
            word = match.group().lower().replace("’", "'")
            if word in table.obstacles or (_ME.fullmatch(match.group()) and match.start() not in reflexive):
                return []
            if word in table.possessives:
                if not named or match.start() < edits[0].start:
                    return []  # his own of somebody not yet named
                edits.append(_Edit(match.start(), match.end(), _cased(table.possessives[word], match.group())))
    return edits


def _conjugated(text: str, at: int, end: int, table: FirstPerson) -> list[_Edit] | None:
    """Edits of the verb after *je* and of its reflexive; None when no verb can be read there."""
    edits: list[_Edit] = []
    for match in _WORD.finditer(text, at, end):
        if text[at : match.start()].strip(SPACES):
            return None  # a mark after je: je, dit-il, …
        word = match.group().lower().replace("’", "'")
        at = match.end()
        if word in table.reflexives:
            edits.append(_Edit(match.start(), match.end(), table.reflexives[word]))
        elif word not in table.between:
            form = table.verb(word)
            return None if form is None else [*edits, _Edit(match.start(), match.end(), form)]
    return None


def _subject(link: Link, like: str) -> str:
    pronoun = {"male": "il", "female": "elle"}.get(link.gender)
    return _cased(pronoun, like) if pronoun else link.name


def _elision(text: str, at: int, ranges: Sequence[Range], name: str) -> list[_Edit]:
    """*que* before a vowel: *que je* becomes *qu'il*."""
    match = _ELIDES.search(text, max(0, at - 12), at)
    if match is None or not any(r.start <= match.start(1) < r.end for r in ranges):
        return []
    si = match.group(1).lower() == "si"
    if not _VOWEL.match(name) or (si and not name.lower().startswith("il")):
        return []
    return [_Edit(match.end(1) - 1, at, "'")]


def _cased(word: str, like: str) -> str:
    return word.capitalize() if like[:1].isupper() else word
