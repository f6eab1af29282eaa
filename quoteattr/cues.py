"""Matching the cue lexicon: fast, on word forms alone, without a model.

A candidate is only a place where a reporting expression may stand; the grammar in
`quoteattr.attributions` decides, with tags and clause order, whether it reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quoteattr.lexicon import CueEntry, Lexeme, Reading, cue_readings, idioms
from quoteattr.lexicon.closed import words as grammar_words
from quoteattr.lexicon.conjugation import Inflection
from quoteattr.lexicon.entities import fold, human_nouns
from quoteattr.spans import Range

_WORD = re.compile(r"[^\W_]+(?:['’](?=[^\W_]))?", re.UNICODE)
_CLITIC = re.compile(r"-(?:t-)?(?:il|elle|ils|elles|on|je|nous|vous|tu|moi|ci|là)\b")
_BROKEN = re.compile(r"[^\w \u00a0\t'’-]")  # a mark between the parts of an expression
# Words that may stand between the parts of an expression: met fermement en garde, a-t-il fait savoir.
_MAX_GAP = 2
_MAX_REFLEXIVE_GAP = 4


@dataclass(frozen=True, slots=True)
class Cue:
    """A candidate: `range` covers the trigger words, `head` the inflected first word."""

    range: Range
    head: Range
    readings: tuple[Reading, ...]

    @property
    def lexeme(self) -> Lexeme:
        return self.readings[0].lexeme

    @property
    def inflections(self) -> tuple[Inflection, ...]:
        return tuple(r.inflection for r in self.readings if r.inflection)

    def has(self, form: str) -> bool:
        return any(i.form == form for i in self.inflections)


class _Words:
    """The words of a stretch: their forms, and their matches, which know where they stand."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.matches = list(_WORD.finditer(text, start, end))
        self.forms = [m.group().lower().replace("’", "'") for m in self.matches]

    def __len__(self) -> int:
        return len(self.forms)


_UNKNOWN_INCISE = re.compile(
    r"[»”\"!?…,][\s\u00a0]*(?:(?:a|ont|avait|avaient|s['’]est|s['’]était)-(?:t-)?(?:il|elle|ils|elles)[ \u00a0](\w{4,}(?:é|ée|és|ées|i|ie|u|ue))\b"
    r"|(\w{3,})(?:-t)?-(?:il|elle|ils|elles)\b)"
)


# A verb in the present between a quotation and whoever may have said it: «…» | , abonde un riverain.
_UNKNOWN_WITH_SUBJECT = re.compile(
    r"[ \u00a0]?,[ \u00a0](\w{2,}e)[ \u00a0](?:même[ \u00a0]|aussi[ \u00a0])?"
    r"(?:(?:un|une|le|la|ce|cet|cette|l['’])[ \u00a0]?([\w-]+)(?:[ \u00a0]([\w-]+))?|[A-ZÀ-Ý][\w-]+[ \u00a0][A-ZÀ-Ý])"
)
_QUOTED_BEFORE = 300
_LEAST_QUOTED_WORDS = 3  # fewer may be a title: «Parasite», remporte un critique …


def _unknown_with_subject(text: str, start: int, end: int, known: list[Cue]) -> Iterator[Cue]:
    """A verb that the lexicon does not know before a noun for a person or a name, right after a quotation."""
    match = _UNKNOWN_WITH_SUBJECT.match(text, start, end)
    if match is None or start == 0 or text[start - 1] not in '»”"':
        return
    before = text[max(0, start - _QUOTED_BEFORE) : start - 1]
    opening = max(before.rfind(mark) for mark in '«“"')
    head = Range(match.start(1), match.end(1))
    nouns = [noun for noun in match.group(2, 3) if noun]  # an adjective may come first: une jeune femme
    somebody = not nouns or nouns[0][:1].isupper() or any(fold(noun) in human_nouns() for noun in nouns)
    form = match.group(1).lower()
    if len(before[opening + 1 :].split()) < _LEAST_QUOTED_WORDS or not somebody:
        return
    if form not in grammar_words().function_words and all(c.head.start != head.start for c in known):
        lexeme = Lexeme(form, "verb", CueEntry(act="state", neutral=True, frames=frozenset(("quote",))))
        yield Cue(head, head, (Reading(lexeme, Inflection("finite", 3, "sing")),))


def _unknown(text: str, start: int, end: int, known: list[Cue]) -> Iterator[Cue]:
    """Verbs that the lexicon does not know but whose inverted pronoun after a quotation or comma gives
    them away (*«…», plaisante-t-il*)."""
    heads = {c.head for c in known}
    for match in _UNKNOWN_INCISE.finditer(text, start, end):
        group = 1 if match.group(1) else 2
        head = Range(match.start(group), match.end(group))
        form = match.group(group).lower()
        if (
            head in heads
            or form in grammar_words().inverted_in_questions
            or any(c.head.start == head.start for c in known)
        ):
            continue
        plural = match.group().endswith(("ils", "elles"))
        inflection = Inflection("participle") if group == 1 else Inflection("finite", 3, "plur" if plural else "sing")
        lexeme = Lexeme(form, "verb", CueEntry(act="state", neutral=True, frames=frozenset(("quote",))))
        yield Cue(head, head, (Reading(lexeme, inflection),))


def find_cues(text: str, start: int = 0, end: int | None = None) -> list[Cue]:
    """Candidates between `start` and `end` in order, one for each expression."""
    end = len(text) if end is None else end
    known = list(_find(text, _Words(text, start, end)))
    known += _unknown(text, start, end, known)
    known += _unknown_with_subject(text, start, end, known)
    known.sort(key=lambda c: c.head)
    return known


def _find(text: str, words: _Words) -> Iterator[Cue]:
    table = cue_readings()
    skip_until = -1
    for i, form in enumerate(words.forms):
        readings = table.get(form)
        if not readings or words.matches[i].start() < skip_until or _in_idiom(words, i):
            continue
        head = Range(*words.matches[i].span())
        reflexive: bool | None = None
        best: dict[str, list[Reading]] = {}
        length, end = 0, head.end
        for reading in readings:
            lexeme = reading.lexeme
            if lexeme.kind == "verb" and (lexeme.reflexive or not lexeme.tail):
                reflexive = _is_reflexive(words, i) if reflexive is None else reflexive
                if lexeme.reflexive != reflexive:
                    continue
            if len(lexeme.tail) < length:
                break  # a longer expression matched
            tail_end = _tail_end(text, words, i, lexeme) if lexeme.tail else head.end
            if tail_end is None or _hyphenated(text, tail_end):
                continue
            if lexeme.tail and any(_in_idiom(words, j) for j in _inside(words, i + 1, tail_end)):
                continue  # lance un appel à témoins
            best.setdefault(lexeme.lemma + lexeme.kind, []).append(reading)
            length, end = len(lexeme.tail), tail_end
        # One candidate for each expression: "demande" is a verb form and a noun, and tags decide later.
        for group in best.values():
            yield Cue(Range(head.start, end), head, tuple(group))
        if length:
            skip_until = end


def _hyphenated(text: str, end: int) -> bool:
    """Whether an expression is only the beginning of a longer word (*d'après-midi*); an inverted pronoun is none."""
    return text[end : end + 1] == "-" and _WORD.match(text, end + 1) is not None and not _CLITIC.match(text, end)


def _inside(words: _Words, first: int, end: int) -> Iterator[int]:
    """Indices of the words from `first` on that begin before an offset."""
    while first < len(words) and words.matches[first].start() < end:
        yield first
        first += 1


def _in_idiom(words: _Words, i: int) -> bool:
    """Whether word `i` stands in a fixed phrase that reports nothing (autrement dit, il faut dire)."""
    for phrase in idioms().get(words.forms[i], ()):
        for offset, part in enumerate(phrase):
            first = i - offset
            if part == words.forms[i] and first >= 0 and tuple(words.forms[first : first + len(phrase)]) == phrase:
                return True
    return False


def _is_reflexive(words: _Words, i: int) -> bool:
    closed = grammar_words()
    for j in range(i - 1, max(-1, i - 1 - _MAX_REFLEXIVE_GAP), -1):
        form = words.forms[j]
        if form in ("se", "s'"):
            return True
        if form not in closed.be and form not in closed.inside_reflexives and not form.endswith("ment"):
            return False
    return False


def _tail_end(text: str, words: _Words, i: int, lexeme: Lexeme) -> int | None:
    """Where the expression ends when its fixed words follow word `i`, else None."""
    at, last = i + 1, words.matches[i].end()
    for position, expected in enumerate(lexeme.tail):
        gap = _MAX_GAP if position == 0 and lexeme.kind == "verb" else 0
        found = None
        for j in range(at, min(len(words), at + gap + 1)):
            if _same(words.forms[j], expected):
                found = j
                break
        if found is None or _BROKEN.search(text, last, words.matches[found].start()):
            return None
        at, last = found + 1, words.matches[found].end()
    return last


def _same(form: str, expected: str) -> bool:
    if form == expected:
        return True
    # "aux yeux de" also covers "du", "des", "d'"
    return (expected == "de" and form in ("du", "des", "d'")) or (expected == "son" and form in ("sa", "leur", "son"))
