"""Quotations without a reporting clause: further spans of the speech before them, or records of their own."""

from __future__ import annotations

import re
from itertools import pairwise

from quoteattr.attributions.found import Found
from quoteattr.frames import Frame
from quoteattr.marks import DASHES, Quotation
from quoteattr.spans import Range, trim

_LABEL_WORDS = 2
_NAME_COLON = re.compile(
    r"^(?:[^:«\"“]{3,60}[ \u00a0]:)?[-–—•\s]*((?:[A-ZÀ-Ý][\w'’.-]+[\s\u00a0]+){0,4}[A-ZÀ-Ý][\w'’.-]+)[\s\u00a0]*(?:\([^)]*\))?[\s\u00a0]*(?:[:–—]|\.[ \u00a0]?-)[\s\u00a0]*$"
)


_LEAST_QUESTIONS = 3  # turns that all ask, from which on they are an interviewer's
_SIGNATURE = re.compile(
    r"[ \u00a0]*(?:[—–-][ \u00a0]*((?:[A-ZÀ-Ý][\w'’.-]*[ \u00a0]){0,3}[A-ZÀ-Ý][\w'’.-]*)(?:[ \u00a0]\(@\w+\))?|\(?(@\w+)\)?)(?=$|[ \u00a0,.(])"
)


def find(text: str, frames: list[Frame], found: list[Found]) -> list[Found]:
    """Add further spans to `found` in place and return the new records for uncued quotations."""
    by_sentence: dict[int, list[Found]] = {}
    for f in found:
        by_sentence.setdefault(f.sentence, []).append(f)
    new: list[Found] = []
    questions = _questions(text, frames)
    previous: Found | None = None  # the speech in force
    paragraph = last = -1  # `last`: the sentence up to which it is known to go
    for number, frame in enumerate(frames):
        if frame.sentence.paragraph != paragraph:
            if previous is not None and frame.sentence.paragraph - paragraph > 3:
                previous = None
            paragraph, same = frame.sentence.paragraph, False
        else:
            same = number - last <= 1  # a sentence of the journalist's in between ends it
        here = by_sentence.get(number)
        if here:
            quoted = [f for f in here if _quotes(frame, f)]
            previous = max(quoted or here, key=lambda f: f.content_extent.end)
            last = number
            continue
        quotes = frame.sentence.quotations
        if not quotes or number in questions:
            continue
        record = _introduced(text, frame, number)
        if record is not None:
            new.append(record)
            previous, last = record, number
            continue
        if same and previous is not None and _carries_on(text, frame, previous):
            content = [_sentence_range(text, frame)]
            previous.content.extend(content)
            previous.notes.add("continued")
            last = number
            continue
        if (_pure(text, frame) or _opens_with_speech(text, frame)) and _is_speech(text, quotes[0]):
            if same and previous is not None:
                previous.content.append(quotes[0].range)
                last = number
                continue
            record = Found([q.range for q in quotes[:1]], None, None, "uncued", number, "uncued")
            new.append(record)
            previous, last = record, number
    return new


def _introduced(text: str, frame: Frame, number: int) -> Found | None:
    """A quotation that somebody signs, that a name and colon open, or that a colon alone opens."""
    quotes = frame.sentence.quotations
    signed = _signed(text, frame)
    if signed is not None:
        return Found([quotes[0].range], None, signed, "signature", number, "label")
    label = _name_label(text, frame)
    if label is not None:
        return Found([quotes[0].range], None, label, "label", number, "label")
    if _after_colon(text, frame):
        return Found([quotes[-1].range], None, None, "colon", number, "uncued")
    return None


def _questions(text: str, frames: list[Frame]) -> set[int]:
    """Sentences that are the interviewer's turns: of turns that a dash or label opens, those that ask, where they
    take turns with others that do not, or where there are only such."""
    turns = [
        (n, text[frame.sentence.range.end - 1] == "?")
        for n, frame in enumerate(frames)
        for q in frame.sentence.quotations[:1]
        if q.marks[1] == "" and q.marks[0] in ("", *DASHES) and len(frame.sentence.quotations) == 1
    ]
    asking = [n for n, asks in turns if asks]
    changes = sum(a != b for (_, a), (_, b) in pairwise(turns))
    only = len(asking) == len(turns) >= _LEAST_QUESTIONS
    return set(asking) if only or (len(asking) >= 2 and changes >= len(turns) / 2) else set()


def _signed(text: str, frame: Frame) -> Range | None:
    """The name or handle that signs a quotation: *«…» – Anne Morel (@amorel)*, *«…» @amorel*."""
    first = frame.sentence.quotations[0]
    if not first.closed or first.start != frame.sentence.range.start:
        return None
    match = _SIGNATURE.match(text, first.end, frame.sentence.range.end)
    return Range(*match.span(1 if match.group(1) else 2)) if match else None


def _quotes(frame: Frame, f: Found) -> bool:
    return any(r.start < q.end and q.start < r.end for q in frame.sentence.quotations for r in f.content)


def _pure(text: str, frame: Frame) -> bool:
    """Whether a quotation is all that the sentence holds (a few words aside)."""
    start, end = frame.sentence.range
    quotes = frame.sentence.quotations
    outside = trim(text, start, quotes[0].start).of(text) + trim(text, quotes[-1].end, end).of(text)
    return sum(c.isalnum() for c in outside) <= 3


def _after_colon(text: str, frame: Frame) -> bool:
    """Whether a clause and a colon lead up to a closing quotation, though no known cue is in the clause (*Il s'est adressé
    à la foule : «…»*)."""
    start, end = frame.sentence.range
    last = frame.sentence.quotations[-1]
    lead = text[start : last.start].rstrip(" \u00a0\u202f")
    if (
        not lead.endswith(":")
        or len(lead.split()) < 4
        or trim(text, last.end, end, ".").end > trim(text, last.end, end, ".").start
    ):
        return False
    return len(frame.sentence.quotations) == 1 and len(last.inner.of(text).split()) >= 6


def _opens_with_speech(text: str, frame: Frame) -> bool:
    """Whether a sentence that no cue explains begins with a quotation of its own."""
    first = frame.sentence.quotations[0]
    return 0 in frame.masked and first.start == frame.sentence.range.start and len(first.inner.of(text).split()) >= 8


def _is_speech(text: str, quotation: Quotation) -> bool:
    inner = quotation.inner.of(text)
    return len(inner.split()) >= 4 or inner.rstrip()[-1:] in ".!?…"


def _carries_on(text: str, frame: Frame, previous: Found) -> bool:
    """Whether an uncued sentence with quoted words goes on with the speech in force."""
    if previous.frame in ("noun",):
        return False
    if _pure(text, frame):
        return "quoted" in previous.notes or previous.frame in ("quote", "label", "incise", "que", "uncued", "np")
    first = frame.sentence.quotations[0]
    words = sum(len(q.inner.of(text).split()) for q in frame.sentence.quotations)
    return (
        words > _LABEL_WORDS + 1
        and ("quoted" in previous.notes or "continued" in previous.notes)
        and not frame.cues
        and first.closed
    )


def _sentence_range(text: str, frame: Frame) -> Range:
    start, end = frame.sentence.range
    quotes = frame.sentence.quotations
    if _pure(text, frame):
        return Range(quotes[0].start, quotes[-1].end)
    return trim(text, start, end, ".")


def _name_label(text: str, frame: Frame) -> Range | None:
    """The name before a colon in interviews and lists: Alain Raviart : «…»."""
    start = frame.sentence.range.start
    first = frame.sentence.quotations[0]
    match = _NAME_COLON.match(text[start : first.start])
    if not match:
        return None
    return Range(start + match.start(1), start + match.end(1))
