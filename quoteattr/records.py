"""The record: one attribution of a statement to a speaker, as pydantic models.

This is the contract of the library (see docs/records.md). Offsets are Unicode code points into the
text as given, end exclusive, and `text[span.start:span.end] == span.text` for every span. Fields are
only ever added; what is not known is null or `unknown`.
"""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from pandas import DataFrame
    from spacy.language import Language
    from spacy.tokens import Doc

SCHEMA_VERSION = "1.0"

Kind = Literal["direct", "indirect", "mixed"]
Act = Literal["state", "deny", "doubt", "demand", "commit", "warn", "condemn", "endorse"]
Attitude = Literal["favor", "against", "neutral"]
Certainty = Literal["certain", "probable", "possible", "unknown"]
SpeakerType = Literal["person", "organization", "state", "group", "document", "unknown"]
Gender = Literal["female", "male", "unknown"]

ACTS: tuple[Act, ...] = ("state", "deny", "doubt", "demand", "commit", "warn", "condemn", "endorse")
ATTITUDES: tuple[Attitude, ...] = ("favor", "against", "neutral")
KINDS: tuple[Kind, ...] = ("direct", "indirect", "mixed")
SPEAKER_TYPES: tuple[SpeakerType, ...] = ("person", "organization", "state", "group", "document", "unknown")


class RecordError(ValueError):
    """Records that cannot be read; the message names file and line."""


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Span(_Record):
    """A stretch of the text: code points, end exclusive."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class Cue(Span):
    """The words that signal the attribution, with the dictionary form they belong to."""

    lemma: str


class Statement(_Record):
    """What was said. Spans are in order and do not overlap; `text` joins them with ` […] `."""

    text: str
    spans: list[Span]


class Speaker(_Record):
    """Who said it, resolved over the document.

    `role` is the text's own wording (*président français*); `gender` comes from evidence in the text
    only; `mentions` are the places that name the speaker (of a name that recurs more than 50 times, the
    nearest 50); `kb_id` identifies them in outside knowledge.
    """

    name: str
    type: SpeakerType = "unknown"
    role: str | None = None
    gender: Gender = "unknown"
    mentions: list[Span] = Field(default_factory=list)
    kb_id: str | None = None


class Stance(_Record):
    """What the speaker does with the statement, and how they stand to its target."""

    act: Act = "state"
    attitude: Attitude = "neutral"
    target: Span | None = None
    certainty: Certainty = "unknown"
    evidence: list[Span] = Field(default_factory=list)


class ClaimSentence(_Record):
    """One sentence of a statement as a claim of its own; a sentence that a reporting clause interrupts has two spans."""

    text: str
    spans: list[Span]
    checkworthy: bool
    score: float = Field(ge=0, le=1)


class Claim(_Record):
    """The statement as a claim to check: self-contained wording, whether it can be checked, and how sure that is.

    `sentences`: each sentence as a claim where the statement has several, else empty.
    """

    text: str
    checkworthy: bool
    score: float = Field(ge=0, le=1)
    sentences: list[ClaimSentence] = Field(default_factory=list)


class Context(_Record):
    """Circumstances that the reporting clause gives: to whom, through which medium, when, where."""

    addressee: str | None = None
    medium: str | None = None
    time: str | None = None
    place: str | None = None


class Attribution(_Record):
    """One record. `rule` names the pattern that found it; `confidence` says how sure it is."""

    schema_version: str = SCHEMA_VERSION
    id: str
    document_id: str
    kind: Kind
    statement: Statement
    cue: Cue | None = None
    source: Span | None = None
    speaker: Speaker | None = None
    stance: Stance = Field(default_factory=Stance)
    claim: Claim
    context: Context = Field(default_factory=Context)
    confidence: float = Field(ge=0, le=1)
    rule: str
    metadata: dict[str, Any] = Field(default_factory=dict)


class Document(_Record):
    """One text to read. Without `id`, a hash of the text stands in; other input fields live in `metadata`."""

    id: str
    text: str
    date: str | None = None
    url: str | None = None
    title: str | None = None
    metadata: dict[str, Any] = Field(default_factory=dict)


class Extraction(_Record):
    """A document with the attributions found in it, in document order."""

    document: Document
    attributions: list[Attribution]

    @classmethod
    def from_jsonl(cls, path: str | PathLike[str]) -> Iterator[Extraction]:
        """The documents of a file that `quoteattr extract --per-document` wrote, one a line (also .gz, .zst).

        Raises RecordError naming the first line that is none.
        """
        from quoteattr.stored import read_documents

        return read_documents(path)

    def to_doc(self, nlp: Language) -> Doc:
        """A spaCy document of the text, tokenized by `nlp`: `doc._.attributions`, and spans CUE, SOURCE and CONTENT in
        `doc.spans["quoteattr"]`. Needs spaCy, but no model."""
        from quoteattr.interop.documents import to_doc

        return to_doc(self, nlp)

    def to_displacy(self) -> dict[str, Any]:
        """What `displacy.render(..., style="span", manual=True)` takes. Needs spaCy, but no model."""
        from quoteattr.interop.documents import to_displacy

        return to_displacy(self)

    def to_pandas(self) -> DataFrame:
        """A table with one row a record and a column for each plain field. Needs pandas."""
        from quoteattr.interop.tables import to_pandas

        return to_pandas(self)

    def to_conllu(self, nlp: Language | None = None) -> str:
        """CoNLL-U with the records in MISC: `Content=B:0` on the first token of record 0's content, `I:0` on the others, likewise
        `Cue` and `Source`, and `start_char`, `end_char`. `nlp` fills in tags and heads. Needs spaCy, but no model."""
        from quoteattr.interop.tables import to_conllu

        return to_conllu(self, nlp)
