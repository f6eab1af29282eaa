"""What the parser gets to see: only sentences that may report, with whole quotations taken out.

A quotation that stands on its own («…», a-t-il dit) is replaced by nothing or by a short placeholder;
one that is woven into the sentence (il exige «un cessez-le-feu durable») loses only its marks. Offsets
map back exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from quoteattr.cues import Cue, find_cues
from quoteattr.interruptions import open_at_incises
from quoteattr.lexicon.closed import words
from quoteattr.marks import Quotation
from quoteattr.parse import ParsedToken
from quoteattr.segment import Sentence
from quoteattr.spans import Range
from quoteattr.triggers import is_loose, may_hold_opinion, may_report

_PLACEHOLDER = "cela"
_PLAIN = str.maketrans("\u00a0\u202f\t\r’ʼ", "    ''")  # what the parser knows, one character for one
_SENTENCES_INSIDE = re.compile(r"[.!?…][\s\u00a0]+[A-ZÀ-Ý«“\"]")


@dataclass(slots=True)
class Token:
    """A token of a frame with offsets into the document.

    `pos` is QUOTE for a quotation that was taken out whole; `quote` is the index of the sentence's
    outermost quotation that the token lies in, or -1. `head` is an index into the same frame.
    """

    start: int
    end: int
    text: str
    lower: str
    pos: str
    morph: str
    head: int
    dep: str
    quote: int = -1
    ent: str = ""

    @property
    def range(self) -> Range:
        return Range(self.start, self.end)


@dataclass(slots=True)
class Frame:
    """A sentence to parse. `parse_text` is the string for the parser; `offsets[i]` is the document
    position of its i-th character, -1 for inserted ones; `may_report`: whether one of its cues can report here."""

    sentence: Sentence
    cues: list[Cue]
    may_report: bool = False
    parse_text: str = ""
    offsets: list[int] = field(default_factory=list)
    masked: list[int] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)

    @property
    def needs_parse(self) -> bool:
        return bool(self.cues) and bool(self.parse_text.strip())

    @property
    def asks_who(self) -> bool:
        """Whether what a cue means depends on who stands after it (*pour Anne Morel*, *pour Toulouse*)."""
        return any(map(is_loose, self.cues))


def make_frames(text: str, sentences: Iterable[Sentence]) -> list[Frame]:
    """A frame for every sentence; only those with `needs_parse` can be worth a parser's time."""
    return [_make(text, sentence) for sentence in sentences]


# Links to other articles and what dirty text makes of a complementizer (*a déclaré queles enfants*).
_MAX_LINK = 160  # characters; a longer sentence is an article's text with a link glued to its front
_LINK = re.compile(
    r"(?:[>»]+\s*|[-–•*]\s*)?(?:(?:À |A |a )?(?:lire|lisez|voir|voyez|écouter|écoutez|regarder|regardez)(?:\s+(?:aussi|également|encore))\b"
    r"|[^\n]*[ \u00a0][-–][ \u00a0](?:Regarder|Écouter|Voir|Lire) sur[ \u00a0][A-Z])",
    re.IGNORECASE,
)
_GLUED = re.compile(r"\b[Qq]ue(?=(?:les|la|le|des|ces|cette|leurs?|nous|vous)\b)")


def is_link(text: str, sentence: Range) -> bool:
    """Whether a sentence is a link to another article."""
    return len(sentence) <= _MAX_LINK and _LINK.match(text, sentence.start) is not None


def _make(text: str, sentence: Sentence) -> Frame:
    if is_link(text, sentence.range):
        return Frame(replace(sentence, quotations=()), [])
    sentence = replace(sentence, quotations=open_at_incises(text, sentence.quotations))
    quotes = sentence.quotations
    masked = [k for k, q in enumerate(quotes) if _stands_alone(text, sentence.range, q)]
    cues: list[Cue] = []
    at = sentence.range.start
    for k in masked:
        cues += find_cues(text, at, quotes[k].start)
        at = quotes[k].end
    cues += find_cues(text, at, sentence.range.end)
    cues = [c for c in cues if not is_loose(c) or may_hold_opinion(text, sentence.range.start, c)]
    frame = Frame(sentence, cues, masked=masked)
    frame.may_report = any(may_report(text, sentence, cue) for cue in cues)
    if cues:
        _string(text, frame)
    return frame


def _stands_alone(text: str, sentence: Range, quotation: Quotation) -> bool:
    if not all(quotation.marks):
        return True  # a piece of an interrupted quotation, or one that lacks a mark
    inner = quotation.inner
    before = text[sentence.start : quotation.start].rstrip()
    after = text[quotation.end : sentence.end].lstrip()
    if _SENTENCES_INSIDE.search(text, inner.start, inner.end):
        return True
    if not before:
        return not after or after[0] in ",.;:!?…–—-" or text[inner.start : inner.end].count(" ") >= 4
    if before[-1] == ":":
        return True
    return False


def _string(text: str, frame: Frame) -> None:
    """Build the string for the parser with its map of offsets."""
    sentence, quotes = frame.sentence.range, frame.sentence.quotations
    glued = {m.end() for m in _GLUED.finditer(text, sentence.start, sentence.end)}
    chars: list[str] = []
    offsets: list[int] = []

    def copy(start: int, end: int) -> None:
        for i, c in enumerate(text[start:end].translate(_PLAIN), start):
            if i in glued:
                chars.append(" ")
                offsets.append(-1)
            if c == " " and (not chars or chars[-1] == " "):
                continue
            chars.append(c)
            offsets.append(i)

    at = sentence.start
    for k, q in enumerate(quotes):
        copy(at, max(at, q.start))
        if k in frame.masked:
            # At the start of a sentence nothing has to stand for the quotation; elsewhere a pronoun does.
            if any(not c.isspace() for c in chars) and chars[-1:] != [":"] and "".join(chars).rstrip()[-1:] != ":":
                for c in _PLACEHOLDER:
                    chars.append(c)
                    offsets.append(-1)
        else:
            copy(q.inner.start, q.inner.end)
        at = max(at, q.end)
    copy(at, sentence.end)
    # A frame that begins with what followed the quotation (", a-t-il dit") is parsed without the comma.
    drop = 0
    while drop < len(chars) and chars[drop] in " ,;:–—-":
        drop += 1
    frame.parse_text = "".join(chars[drop:])
    frame.offsets = offsets[drop:]


def attach(text: str, frame: Frame, parsed: list[ParsedToken]) -> None:
    """Put the parser's tokens into the frame, with document offsets, and the masked quotations among them."""
    quotes, offsets = frame.sentence.quotations, frame.offsets
    tokens: list[Token] = []
    index: dict[int, int] = {}
    for k, p in enumerate(parsed):
        start, end = offsets[p.start], offsets[p.end - 1] + 1
        if start < 0 or end <= 0:  # begins or ends with what was put in for the parser
            positions = [offsets[i] for i in range(p.start, p.end) if offsets[i] >= 0]
            if not positions:
                continue
            start, end = positions[0], positions[-1] + 1
        index[k] = len(tokens)
        quote = next((n for n, q in enumerate(quotes) if q.start <= start < q.end), -1) if quotes else -1
        tokens.append(Token(start, end, p.text, p.text.lower(), p.pos, p.morph, p.head, p.dep, quote, p.ent))
    _mend_tags(tokens)
    for token in tokens:
        token.head = index.get(token.head, -1)
    for i, token in enumerate(tokens):
        if token.head < 0:
            token.head = i
    extra = _punctuation_before(text, frame, tokens)
    extra += [Token(quotes[k].start, quotes[k].end, "«…»", "«…»", "QUOTE", "", -1, "", k) for k in frame.masked]
    if extra:
        order = sorted([*tokens, *extra], key=lambda t: (t.start, t.end))
        place = {id(t): i for i, t in enumerate(order)}
        for token in tokens:
            token.head = place[id(tokens[token.head])]
        for token in extra:
            token.head = place[id(token)]
        tokens = order
    frame.tokens = tokens


def _mend_tags(tokens: list[Token]) -> None:
    """Tags that small taggers get wrong in a way that can be told from the words around."""
    for before, token in pairwise(tokens):
        if before.lower == "quelqu'" and token.lower in ("un", "une"):
            before.pos = token.pos = "PRON"
        elif before.pos == "DET" and token.pos != "PROPN" and len(token.text) > 2 and token.text.isupper():
            token.pos = "PROPN"  # l'UNESCO
        elif before.pos in ("DET", "ADJ") and token.pos == "VERB" and token.lower.endswith(words().agent_endings):
            token.pos = "NOUN"  # un autre vendeur
        elif before.lower in words().predeterminers and token.pos == "DET":
            before.pos = "DET"  # tous les acteurs
        elif before.pos == "DET" and token.pos == "VERB" and "VerbForm=Fin" in token.morph:
            token.pos = "NOUN"  # l'affiche


def _punctuation_before(text: str, frame: Frame, tokens: list[Token]) -> list[Token]:
    """Punctuation that was left out of the parsed string because it followed a quotation."""
    out: list[Token] = []
    if not frame.masked:
        return out
    first = tokens[0].start if tokens else frame.sentence.range.end
    at = frame.sentence.quotations[frame.masked[0]].end
    for i in range(at, first):
        if (
            not text[i].isspace()
            and text[i] not in "\u00a0\u202f"
            and not any(q.start <= i < q.end for q in frame.sentence.quotations)
        ):
            out.append(Token(i, i + 1, text[i], text[i], "PUNCT", "", -1, "punct"))
    return out
