"""Files that `quoteattr extract` wrote, read back: one record a line, or one document with its records a line; also .gz, .zst."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ValidationError

from quoteattr.inputs import decompressed_lines, is_jsonl
from quoteattr.records import Attribution, Extraction, RecordError

_SHAPES = {"records": ('"statement"', '"document_id"'), "documents": ('"document"', '"attributions"')}
Model = TypeVar("Model", bound=BaseModel)


def shape_of(source: str) -> Literal["records", "documents"] | None:
    """What a file holds, None when it holds articles or is none. Raises RecordError for one that cannot be read."""
    if source == "-" or not is_jsonl(source) or not Path(source).is_file():
        return None
    first = next((line for _, line in _lines(source)), "")
    if first.startswith("{") and all(field in first for field in _SHAPES["documents"]):
        return "documents"
    return "records" if all(field in first for field in _SHAPES["records"]) else None


def read_records(source: str | PathLike[str]) -> Iterator[Attribution]:
    """The records of a file with one a line. Raises RecordError naming the first line that is none."""
    return read_lines(source, Attribution, "a record")


def read_documents(source: str | PathLike[str]) -> Iterator[Extraction]:
    """The documents of a file with one a line. Raises RecordError naming the first line that is none."""
    return read_lines(source, Extraction, "a document with records")


def read_lines(source: str | PathLike[str], model: type[Model], what: str) -> Iterator[Model]:
    """The lines of a JSONL file, each as a `model`. Raises RecordError naming the first line that is none."""
    for number, line in _lines(source):
        try:
            yield model.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(map(str, first["loc"]))
            raise RecordError(
                f"{source}, line {number}: not {what}: {name + ': ' if name else ''}{first['msg']}"
            ) from None


def _lines(source: str | PathLike[str]) -> Iterator[tuple[int, str]]:
    """Numbers and texts of the lines that are not empty."""
    number = 0
    try:
        for number, raw in enumerate(decompressed_lines(str(source)), start=1):
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            if line.strip():
                yield number, line
    except UnicodeDecodeError:
        raise RecordError(f"{source}, line {number}: not UTF-8: convert the file to UTF-8 first") from None
    except OSError as error:
        raise RecordError(f"{source}: cannot be read: {error.strerror or error}") from None
    except EOFError:
        raise RecordError(f"{source}, line {number + 1}: the compressed file is cut off here") from None
