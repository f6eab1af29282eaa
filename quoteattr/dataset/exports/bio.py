"""Tokens with BIO tags in columns: form, start, end, cue, source, content. Blank lines between sentences.

A tag carries the number of the record in its article (`B-CONTENT:3`), so that cue, source and content of one attribution can
be put together; a source that two records share carries both (`B-SOURCE:3+4`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from quoteattr.dataset.annotation import annotation_of
from quoteattr.dataset.folder import read_texts
from quoteattr.quotations import read_quotations
from quoteattr.records import Attribution
from quoteattr.segment import sentences
from quoteattr.spans import Range

_TOKEN = re.compile(r"\w+['’]?|[^\w\s]")
_COLUMNS = ("CUE", "SOURCE", "CONTENT")


def write(folder: Path, out: Path) -> list[Path]:
    path = out / "records.conll"
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write("# columns = FORM START END CUE SOURCE CONTENT\n")
        for document, records in read_texts(folder):
            stream.write(f"# document = {document.id}\n")
            stream.writelines(line + "\n" for line in lines_of(document.text, records))
    return [path]


def lines_of(text: str, records: list[Attribution]) -> Iterator[str]:
    """The lines of one article, an empty one after each sentence."""
    spans: dict[str, dict[Range, list[str]]] = {column: {} for column in _COLUMNS}
    for record in records:
        annotation, number = annotation_of(record), record.id.rpartition("#")[2]
        found: dict[str, list[Range | None]] = {
            "CUE": [annotation.cue],
            "SOURCE": [annotation.source],
            "CONTENT": [*annotation.content],
        }
        for column, ranges in found.items():
            for r in ranges:
                if r is not None:
                    spans[column].setdefault(r, []).append(number)
    edges = {at for column in spans.values() for r in column for at in (r.start, r.end)}
    for sentence in sentences(text, read_quotations(text)):
        for token in cut_tokens(text, sentence.range, edges):
            tags = [_tag(column, spans[column], token) for column in _COLUMNS]
            yield "\t".join((token.of(text), str(token.start), str(token.end), *tags))
        yield ""


def cut_tokens(text: str, r: Range, edges: set[int]) -> Iterator[Range]:
    """Words and marks, cut where a span begins or ends inside one."""
    for match in _TOKEN.finditer(text, *r):
        cuts = [match.start(), *sorted(e for e in edges if match.start() < e < match.end()), match.end()]
        yield from (Range(a, b) for a, b in pairwise(cuts))


def _tag(column: str, spans: dict[Range, list[str]], token: Range) -> str:
    for r, numbers in spans.items():
        if r.start <= token.start and token.end <= r.end:
            return f"{'B' if token.start == r.start else 'I'}-{column}:{'+'.join(numbers)}"
    return "O"
