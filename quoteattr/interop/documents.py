"""Records on a spaCy `Doc`: spans with labels, and the records themselves behind extension attributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quoteattr.records import Attribution

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

    from quoteattr.records import Extraction

SPANS_KEY = "quoteattr"
# Records are kept as plain data, so that a Doc can be written to disk with them.
_STORED = "quoteattr"


def set_extensions() -> None:
    """Make `doc._.attributions` and `span._.attribution` known to spaCy; may be called again."""
    from spacy.tokens import Doc, Span

    Doc.set_extension("attributions", getter=attributions_of, setter=_store, force=True)
    Span.set_extension("attribution", getter=attribution_of, force=True)


def attributions_of(doc: Doc) -> list[Attribution]:
    """The records of a document, in order."""
    return [Attribution.model_validate(record) for record in doc.user_data.get(_STORED, ())]


def _store(doc: Doc, records: Sequence[Attribution]) -> None:
    doc.user_data[_STORED] = [record.model_dump(mode="json") for record in records]


def attribution_of(span: Span) -> Attribution | None:
    """The record that a span of `doc.spans["quoteattr"]` belongs to; None for any other span."""
    records = span.doc.user_data.get(_STORED, ())
    own, _, number = span.id_.partition(":")
    if own != _STORED or not number.isdigit() or int(number) >= len(records):
        return None
    return Attribution.model_validate(records[int(number)])


def annotate(doc: Doc, records: Sequence[Attribution], spans_key: str = SPANS_KEY) -> Doc:
    """Put records on the document of the same text.

    `doc.spans[spans_key]` gets a span for each cue (CUE), source (SOURCE) and piece of content (CONTENT), widened to whole
    tokens, ready for displaCy's span visualizer; their `id_` is `quoteattr:N`, N the place of their record in
    `doc._.attributions`.
    """
    set_extensions()
    _store(doc, records)
    found: list[Span] = []
    for number, record in enumerate(records):
        parts = [("CUE", record.cue), ("SOURCE", record.source), *(("CONTENT", s) for s in record.statement.spans)]
        for label, part in parts:
            if part is not None:
                span = doc.char_span(
                    part.start, part.end, label, alignment_mode="expand", span_id=f"{_STORED}:{number}"
                )
                if span is not None:
                    found.append(span)
    doc.spans[spans_key] = sorted(found, key=lambda s: (s.start, s.end, s.label_, s.id_))
    return doc


def to_doc(extraction: Extraction, nlp: Language) -> Doc:
    """See `Extraction.to_doc`."""
    return annotate(nlp.make_doc(extraction.document.text), extraction.attributions)


def to_displacy(extraction: Extraction) -> dict[str, Any]:
    """See `Extraction.to_displacy`."""
    import spacy

    doc = to_doc(extraction, spacy.blank("fr"))
    spans = [{"start_token": s.start, "end_token": s.end, "label": s.label_} for s in doc.spans[SPANS_KEY]]
    return {"text": doc.text, "tokens": [t.text for t in doc], "spans": spans}
