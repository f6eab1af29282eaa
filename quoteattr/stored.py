"""Files that `quoteattr extract` wrote, read back: one record a line, or one document with its records a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from quoteattr.records import Attribution, RecordError

_SHAPES = {"records": ('"statement"', '"document_id"'), "documents": ('"document"', '"attributions"')}


def shape_of(source: str) -> Literal["records", "documents"] | None:
    """What a file holds, None when it holds articles or is none."""
    path = Path(source)
    if source == "-" or path.suffix != ".jsonl" or not path.is_file():
        return None
    with path.open(encoding="utf-8", errors="replace") as stream:
        first = next((line for line in stream if line.strip()), "")
    if first.startswith("{") and all(field in first for field in _SHAPES["documents"]):
        return "documents"
    return "records" if all(field in first for field in _SHAPES["records"]) else None


def read_records(source: str) -> Iterator[Attribution]:
    """The records of a file with one a line. Raises RecordError naming the first line that is none."""
    with Path(source).open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                try:
                    yield Attribution.model_validate_json(line)
                except ValidationError as error:
                    first = error.errors()[0]
                    raise RecordError(f"{source}, line {number}: not a record: {first['msg']}") from None
