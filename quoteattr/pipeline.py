"""The whole path from text to records; every stage is a plain function over values."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError, to_json

from quoteattr.attributions import Found, find_attributions
from quoteattr.claims import claim_of
from quoteattr.confidence import confidence, evidence
from quoteattr.context import context_of
from quoteattr.dates import parse_date
from quoteattr.frames import Frame, attach, make_frames
from quoteattr.kinds import kind_of
from quoteattr.knowledge import Knowledge
from quoteattr.marks import overlapping
from quoteattr.parallel import Failure, Recipe, Result, Workers, extract_batch
from quoteattr.parse import Parser
from quoteattr.parsers import load_parser
from quoteattr.plain import Plain, plain
from quoteattr.quotations import Quotation, read_quotations
from quoteattr.records import Attribution, Cue, Document, Extraction, Span, Speaker, Stance, Statement
from quoteattr.segment import sentences
from quoteattr.spans import Range
from quoteattr.speakers import Link, Mention, find_mentions, link_speakers, undecided

if TYPE_CHECKING:
    from quoteattr.stance import StanceFound

Input = str | Mapping[str, Any] | Document

# A name that recurs thousands of times must not make every record thousands of spans long.
_MAX_MENTIONS = 50


class DocumentError(ValueError):
    """Input that is no document; the message says what is wrong with it."""


class Explanation(NamedTuple):
    """A record with what it was decided from: the values, by name, behind its confidence (`quoteattr.confidence`), and
    what the patterns found, with the text that its ranges point into (the document's without HTML entities, or a
    section of a long one)."""

    record: Attribution
    evidence: dict[str, float]
    text: str
    found: Found


class Extractor:
    """Finds attributions in French text. Made by `quoteattr.load()`."""

    def __init__(self, parser: Parser, recipe: Recipe | None = None, knowledge: Knowledge | None = None) -> None:
        self.parser = parser
        self.knowledge = knowledge
        self._recipe = recipe

    def __call__(
        self,
        text: str,
        *,
        id: str | None = None,
        date: str | None = None,
        url: str | None = None,
        title: str | None = None,
    ) -> Extraction:
        """Read one text. `id` defaults to a hash of the text; `date` is ISO 8601."""
        return next(self.pipe([{"id": id, "text": text, "date": date, "url": url, "title": title}]))

    def pipe(self, documents: Iterable[Input], *, batch_size: int = 64, n_process: int = 1) -> Iterator[Extraction]:
        """Read many documents, in order; frames of a whole batch go to the parser together.

        `n_process`: how many processes to use; each loads its own model. Raises DocumentError for an item that is
        neither text, mapping with `text`, nor Document, and ValueError for `n_process` above 1 with a parser
        object of your own, which another process could not load.
        """
        if n_process == 1:
            for batch in _batches(map(as_document, documents), batch_size):
                yield from self._batch(batch)
            return
        for result in self.attempt(documents, batch_size=batch_size, n_process=n_process):
            if isinstance(result, Failure):
                raise RuntimeError(f"a document {result.reason}")
            yield result

    def attempt(
        self, documents: Iterable[Input], *, batch_size: int = 64, n_process: int = 1
    ) -> Iterator[Extraction | Failure]:
        """As `pipe`, but a document that cannot be read, though it is one, gives a Failure with the reason."""
        batches = _batches(map(as_document, documents), batch_size)
        results: Iterator[list[Result]]
        if n_process == 1:
            results = (extract_batch(self, batch, "objects") for batch in batches)
        elif self._recipe is None:
            raise ValueError("n_process above 1 needs a parser given by name: quoteattr.load('spacy')")
        else:
            results = Workers(self._recipe, n_process).map(batches)
        for batch in results:
            for result in batch:
                assert isinstance(result, Extraction | Failure)
                yield result

    def explain(self, documents: Iterable[Input], *, batch_size: int = 64) -> Iterator[list[Explanation]]:
        """The records of each document, each with what its confidence and its stance were decided from.

        Same input and errors as `pipe`.
        """
        for batch in _batches(map(as_document, documents), batch_size):
            for sections in self._prepare(batch):
                yield _records(sections, self.knowledge)

    def _batch(self, documents: list[Document]) -> Iterator[Extraction]:
        for document, sections in zip(documents, self._prepare(documents), strict=True):
            records = [explained.record for explained in _records(sections, self.knowledge)]
            yield Extraction(document=document, attributions=records)

    def _prepare(self, documents: list[Document]) -> list[list[_Prepared]]:
        prepared = [_Prepared.all_of(document) for document in documents]
        wanted = [(p, frame) for sections in prepared for p in sections for frame in p.frames if p.wants_parse(frame)]
        for entities in (False, True):
            some = [(p, frame) for p, frame in wanted if p.needs_entities(frame) == entities]
            parsed = self.parser.pipe((frame.parse_text for _, frame in some), entities=entities)
            for (p, frame), tokens in zip(some, parsed, strict=True):
                attach(p.text, frame, tokens)
        return prepared


def load(parser: str | Parser = "spacy", *, knowledge: str | PathLike[str] | None = None, **options: Any) -> Extractor:
    """An extractor on the named parser (`spacy`), or on any object with the `Parser` protocol.

    `knowledge`: a JSONL file of persons and their offices (see `quoteattr.knowledge`), with which *le président turc*
    resolves to whoever held the office on the document's date; raises KnowledgeError when it is not as it should be.
    `options` go to the parser, e.g. `model="fr_core_news_lg"` for spaCy.
    """
    known = Knowledge.read(Path(knowledge)) if knowledge is not None else None
    if isinstance(parser, str):
        return Extractor(load_parser(parser, **options), Recipe(parser, options, known), known)
    return Extractor(parser, knowledge=known)


def _batches(documents: Iterable[Document], size: int) -> Iterator[list[Document]]:
    iterator = iter(documents)
    while batch := list(islice(iterator, size)):
        yield batch


def as_document(item: Input) -> Document:
    """A Document from text or a mapping; unknown fields go to `metadata`. Raises DocumentError."""
    if isinstance(item, Document):
        return item
    if isinstance(item, str):
        item = {"text": item}
    if not isinstance(item, Mapping):
        raise DocumentError(f"a document must be a text or an object with a text, not {type(item).__name__}")
    text = item.get("text")
    if not isinstance(text, str):
        found = "is missing" if "text" not in item else f"must be a string, not {_json_type(text)}"
        raise DocumentError(f"field 'text' {found}")
    _check_unicode(item)
    known = {k: item.get(k) for k in ("date", "url", "title")}
    rest = {k: v for k, v in item.items() if k not in ("id", "text", "date", "url", "title", "metadata")}
    carried = item.get("metadata")
    identifier = item.get("id")
    if isinstance(identifier, (int, float)) and not isinstance(identifier, bool):
        identifier = str(identifier)
    try:
        return Document(
            id=content_id(text) if identifier is None else identifier,  # type: ignore[arg-type]
            text=text,
            metadata={**(carried if isinstance(carried, dict) else {}), **rest},
            **known,
        )
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(p) for p in first["loc"])
        raise DocumentError(f"field {name!r} must be a string, not {_json_type(first['input'])}") from error


def _check_unicode(item: Mapping[str, Any]) -> None:
    """Half of a surrogate pair is valid in JSON's escapes but cannot be written again."""
    for name, value in item.items():
        try:
            value.encode() if isinstance(value, str) else to_json(value)
        except (PydanticSerializationError, ValueError) as error:
            if not isinstance(error, UnicodeError) and "surrogate" not in str(error):
                raise DocumentError(f"field {name!r} cannot be written as JSON: {error}") from None
            raise DocumentError(f"field {name!r} is not valid Unicode: it holds half of a surrogate pair") from None


def content_id(text: str) -> str:
    """The id of a document that came without one: a hash of its text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _json_type(value: object) -> str:
    names = {
        dict: "an object",
        list: "a list",
        bool: "a boolean",
        int: "a number",
        float: "a number",
        type(None): "null",
        str: "a string",
    }
    return names.get(type(value), type(value).__name__)


# Code points that are read as one text. A longer one (a book, a year of dispatches in one file) is read in sections of
# whole paragraphs: a name is not looked for a hundred pages away, and time grows with length, not with its square.
_SECTION = 100_000


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A document on its way, or a section of a long one: its text without HTML entities, the quotations in it, its
    frames, what looks like a name in it, and where those names stand for which a tagger has to decide. `base` is where
    the section begins in the plain text."""

    document: Document
    plain: Plain
    base: int
    text: str
    quotations: list[Quotation]
    frames: list[Frame]
    mentions: list[Mention]
    undecided: list[int]

    @classmethod
    def all_of(cls, document: Document) -> list[_Prepared]:
        whole = plain(document.text)
        return [cls._of(document, whole, r) for r in _sections(whole.text)]

    @classmethod
    def _of(cls, document: Document, whole: Plain, section: Range) -> _Prepared:
        text = section.of(whole.text)
        quotations = read_quotations(text)
        frames = make_frames(text, sentences(text, quotations))
        mentions = find_mentions(text)
        open_names = sorted(r.start for r in undecided(mentions))
        return cls(document, whole, section.start, text, quotations, frames, mentions, open_names)

    def wants_parse(self, frame: Frame) -> bool:
        """Whether a frame can report, or names somebody whom only a tagger can tell for a person."""
        return frame.needs_parse and (frame.may_report or self.needs_entities(frame))

    def needs_entities(self, frame: Frame) -> bool:
        """Whether a tagger's entities can change what is read in a frame: they cost more than all other tags."""
        start, end = frame.sentence.range
        k = bisect_left(self.undecided, start)
        return frame.asks_who or (k < len(self.undecided) and self.undecided[k] < end)

    def span(self, r: Range) -> Span:
        """A range of the section as a span of the document as given."""
        r = self.plain.origin(Range(r.start + self.base, r.end + self.base))
        return Span(start=r.start, end=r.end, text=r.of(self.document.text))


def _sections(text: str) -> list[Range]:
    """The whole text, or its paragraphs in sections of about `_SECTION` code points."""
    out: list[Range] = []
    start = 0
    while len(text) - start > _SECTION:
        # At a paragraph's end, else at a sentence's, else anywhere: a text may have neither.
        ends = (text.find(mark, start + _SECTION, start + 2 * _SECTION) for mark in ("\n", ". ", " "))
        end = next((e + 1 for e in ends if e >= 0), start + 2 * _SECTION)
        out.append(Range(start, min(end, len(text))))
        start = out[-1].end
    if start < len(text) or not out:
        out.append(Range(start, len(text)))
    return out


def _records(sections: Sequence[_Prepared], knowledge: Knowledge | None) -> list[Explanation]:
    from quoteattr.stance import judge  # numpy and a network, which schemas and options do not need

    out: list[Explanation] = []
    for p in sections:
        found = find_attributions(p.text, p.frames)
        links = link_speakers(p.text, p.frames, found, p.mentions, knowledge, p.document.date)
        opened = [q for frame in p.frames for q in frame.sentence.quotations]
        stances = judge(p.text, found)
        for f, link, stance in zip(found, links, stances, strict=True):
            out.append(_record(p, len(out), f, link, stance, opened))
    return out


def _record(
    p: _Prepared, n: int, f: Found, link: Link | None, stance: StanceFound, opened: list[Quotation]
) -> Explanation:
    text = p.text
    spans = [p.span(r) for r in f.content]
    quotations = overlapping(p.quotations, f.content_extent)
    kind = kind_of(text, f.content, overlapping(opened, f.content_extent))
    values = evidence(text, f, link, kind, lacks_mark(quotations, f.content))
    record = Attribution(
        id=f"{p.document.id}#{n}",
        document_id=p.document.id,
        kind=kind,
        statement=Statement(text=" […] ".join(s.text for s in spans), spans=spans),
        cue=Cue(**p.span(f.cue.range).model_dump(), lemma=f.cue.lexeme.lemma) if f.cue else None,
        source=p.span(f.source) if f.source else None,
        speaker=_speaker(p, link, f.extent.start),
        stance=Stance(
            act=stance.act,
            attitude=stance.attitude,
            target=p.span(stance.target) if stance.target else None,
            certainty=stance.certainty,
            evidence=[p.span(r) for r in stance.evidence],
        ),
        claim=claim_of(text, f, stance, quotations, link, parse_date(p.document.date), p.span),
        context=context_of(text, f),
        confidence=round(confidence(values), 3),
        rule=f.rule,
        metadata=carried_fields(p.document),
    )
    return Explanation(record, values, text, f)


def carried_fields(document: Document) -> dict[str, Any]:
    """What a record carries of its document beside text and id, so that no input field is lost."""
    known = {"date": document.date, "url": document.url, "title": document.title}
    return {k: v for k, v in known.items() if v is not None} | document.metadata


def _speaker(p: _Prepared, link: Link | None, at: int) -> Speaker | None:
    if link is None:
        return None
    return Speaker(
        name=link.name,
        type=link.type,
        role=link.role,
        gender=link.gender,
        mentions=[p.span(r) for r in _nearest(link.mentions, at)],
        kb_id=link.kb_id,
    )


def _nearest(mentions: list[Range], at: int) -> list[Range]:
    """The mentions around a position, at most `_MAX_MENTIONS`, in order."""
    if len(mentions) <= _MAX_MENTIONS:
        return sorted(set(mentions))
    middle = bisect_left(mentions, (at, at))
    first = min(max(0, middle - _MAX_MENTIONS // 2), len(mentions) - _MAX_MENTIONS)
    return mentions[first : first + _MAX_MENTIONS]


def lacks_mark(quotations: Sequence[Quotation], content: Sequence[Range]) -> bool:
    """Whether a quotation of the statement lacks a mark, so that its other end is a guess."""
    return any(q.incomplete and q.range.overlaps(r) for q in quotations for r in content)
