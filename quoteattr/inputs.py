"""Reading documents: JSONL, plain text, standard input. A bad line is reported and the rest goes on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

import jsonlines

from quoteattr.pipeline import DocumentError, as_document
from quoteattr.records import Document

Format = Literal["auto", "jsonl", "text"]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that holds no document: one sentence on what is wrong and where."""

    source: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.source}, line {self.line}: {self.reason}"


def read_documents(path: str, form: Format = "auto") -> Iterator[Document | Rejected]:
    """Documents of a `.jsonl` file, one `.txt` file, or standard input (`-`), in order.

    `auto` goes by the file's name; for other names and standard input, by whether the first
    character is a brace. Raises OSError when the file cannot be opened.
    """
    name = "standard input" if path == "-" else path
    with _open(path) as stream:
        if form == "auto":
            form = _by_name(path)
        if form == "auto":
            data = stream.read()
            if data.lstrip()[:1] in (b"{", b""):
                yield from _lines(data.splitlines(keepends=True), name)
            else:
                yield _text(data, path, name)
        elif form == "jsonl":
            yield from _lines(stream, name)
        else:
            yield _text(stream.read(), path, name)


def _open(path: str) -> IO[bytes]:
    return sys.stdin.buffer if path == "-" else Path(path).open("rb")


def _by_name(path: str) -> Format:
    suffix = Path(path).suffix.lower()
    if suffix in (".jsonl", ".ndjson"):
        return "jsonl"
    return "text" if suffix == ".txt" else "auto"


def _text(data: bytes, path: str, name: str) -> Document | Rejected:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Rejected(name, line, "not UTF-8: convert the file to UTF-8 first")
    # Without a file there is no name to go by: the id is a hash of the text.
    identifier = None if path == "-" else Path(path).stem
    return as_document({"id": identifier, "text": text})


def _lines(stream: IO[bytes] | list[bytes], name: str) -> Iterator[Document | Rejected]:
    number = 0
    for number, raw in enumerate(stream, start=1):
        if not raw.strip():
            continue
        # One reader for each line: an error in one must not end the reading of the others.
        reader = jsonlines.Reader([raw])
        try:
            value = reader.read()
        except jsonlines.InvalidLineError as error:
            yield Rejected(name, number, _reason(error))
            continue
        except RecursionError:
            yield Rejected(name, number, "JSON is nested too deeply")
            continue
        if not isinstance(value, dict):
            yield Rejected(name, number, "expected a JSON object with a field 'text'")
            continue
        try:
            yield as_document(value)
        except DocumentError as error:
            yield Rejected(name, number, str(error))


def _reason(error: jsonlines.InvalidLineError) -> str:
    if isinstance(error.__cause__, UnicodeDecodeError):
        return "not UTF-8: convert the file to UTF-8 first"
    cause = str(error.__cause__ or error).split(" (line")[0]
    return f"not valid JSON: {cause}"
