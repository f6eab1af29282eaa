"""What the page needs of articles and records, as plain data: offsets instead of texts, so that 2,000 articles stay light."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from quoteattr.records import Attribution, Document, Extraction, Span


def page_data(extractions: Iterable[Extraction]) -> dict[str, Any]:
    """The articles with their records. Spans are `[start, end]` in code points; the page puts their texts back."""
    return {"articles": [_article(e.document, e.attributions) for e in extractions]}


def without_texts(records: Iterable[Attribution]) -> list[Extraction]:
    """Records whose articles are not at hand, by article in order: only their statements can be shown."""
    by_document: dict[str, list[Attribution]] = {}
    for record in records:
        by_document.setdefault(record.document_id, []).append(record)
    return [
        Extraction(document=Document(id=name, text="", **_known(found[0])), attributions=found)
        for name, found in by_document.items()
    ]


def joined(records: Iterable[Attribution], documents: Iterable[Document]) -> tuple[list[Extraction], int]:
    """Records put to their articles, in the order of the articles, and how many fit the text of none.

    Of articles with the same id each gets the records that fit its text; what fits none follows without text.
    """
    waiting = {e.document.id: e.attributions for e in without_texts(records)}
    out = []
    for document in documents:
        own = waiting.get(document.id, [])
        fitting = [a for a in own if _fits(a, document.text)]
        waiting[document.id] = [a for a in own if a not in fitting]
        out.append(Extraction(document=document, attributions=fitting))
    left = [a for attributions in waiting.values() for a in attributions]
    return out + without_texts(left), len(left)


def _fits(record: Attribution, text: str) -> bool:
    """Whether a record's spans stand in a text."""
    return all(text[s.start : s.end] == s.text for s in record.statement.spans)


def _known(record: Attribution) -> dict[str, Any]:
    return {k: v for k in ("date", "url", "title") if isinstance(v := record.metadata.get(k), str)}


def _article(document: Document, records: list[Attribution]) -> dict[str, Any]:
    outlet = document.metadata.get("outlet") or next((r.metadata.get("outlet") for r in records), None)
    return {
        "id": document.id,
        "title": document.title,
        "date": document.date,
        "url": document.url,
        "outlet": outlet if isinstance(outlet, str) else None,
        "text": document.text,
        "records": [_record(r, bool(document.text)) for r in records],
    }


def _record(record: Attribution, has_text: bool) -> dict[str, Any]:
    data = record.model_dump(mode="json", exclude={"metadata", "document_id"})
    if has_text:
        data = _light(data)
        data["statement"]["text"] = None
    return data


def _light(value: Any) -> Any:
    """The value with every span that is nothing but a span as a pair of offsets."""
    if isinstance(value, dict):
        if value.keys() == Span.model_fields.keys():
            return [value["start"], value["end"]]
        if {"start", "end", "text", "lemma"} == value.keys():
            return {"at": [value["start"], value["end"]], "lemma": value["lemma"]}
        return {k: _light(v) for k, v in value.items()}
    return [_light(v) for v in value] if isinstance(value, list) else value
