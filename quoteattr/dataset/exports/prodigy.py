"""Prodigy tasks as JSONL: text, tokens, spans and the relations of each content to its cue, source and target.

Open them with the recipe `rel.manual`; `meta` says which record and how sure it is.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from quoteattr.dataset.annotation import annotation_of
from quoteattr.dataset.exports.bio import cut_tokens
from quoteattr.dataset.folder import read_texts
from quoteattr.records import Attribution, Document
from quoteattr.spans import Range


def write(folder: Path, out: Path) -> list[Path]:
    path = out / "tasks.jsonl"
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for document, records in read_texts(folder):
            stream.write(json.dumps(task_of(document, records), ensure_ascii=False) + "\n")
    return [path]


def task_of(document: Document, records: list[Attribution]) -> dict[str, Any]:
    """One article as a task."""
    text = document.text
    annotations = [annotation_of(r) for r in records]
    labelled = [(r, "CONTENT") for a in annotations for r in a.content]
    labelled += [(r, role.upper()) for a in annotations for role, r in a.roles.items()]
    edges = {at for r, _ in labelled for at in (r.start, r.end)}
    tokens = list(cut_tokens(text, Range(0, len(text)), edges))
    first = {t.start: n for n, t in enumerate(tokens)}
    last = {t.end: n for n, t in enumerate(tokens)}

    def span(r: Range, label: str) -> dict[str, Any]:
        return {"start": r.start, "end": r.end, "token_start": first[r.start], "token_end": last[r.end], "label": label}

    relations = []
    for a in annotations:
        head = span(a.content[0], "CONTENT")
        others = [(r, "CONTENT", "CONTINUES") for r in a.content[1:]]
        others += [(r, role.upper(), role.upper()) for role, r in a.roles.items()]
        for r, label, relation in others:
            child = span(r, label)
            ends = {"head": head["token_end"], "child": child["token_end"], "label": relation}
            relations.append(ends | {"head_span": head, "child_span": child})
    return {
        "text": text,
        "tokens": [
            {"text": t.of(text), "start": t.start, "end": t.end, "id": n, "ws": text[t.end : t.end + 1].isspace()}
            for n, t in enumerate(tokens)
        ],
        "spans": [span(r, label) for r, label in dict.fromkeys(labelled)],
        "relations": relations,
        "meta": {"id": document.id, "records": [{"id": r.id, "confidence": r.confidence} for r in records]},
    }
