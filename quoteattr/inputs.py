"""Reading documents: JSONL, plain text, Parquet, compressed, from files, folders, patterns or standard input.

A line that holds no document becomes a `Rejected` with one sentence on what is wrong, and the rest goes on.
"""

from __future__ import annotations

import glob
import gzip
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Literal, cast

import jsonlines

from quoteattr.pipeline import DocumentError, as_document
from quoteattr.records import Document

Format = Literal["auto", "jsonl", "text", "parquet"]

_SUFFIXES: dict[str, Format] = {".jsonl": "jsonl", ".ndjson": "jsonl", ".txt": "text", ".parquet": "parquet"}
_COMPRESSED = (".gz", ".zst")
_PARQUET_ROWS = 256  # read at a time
_SHOWN = 200  # code points of a rejected line that stay with it when it is no text


class InputError(ValueError):
    """A source that cannot be read at all; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that holds no document: where it is, one sentence on what is wrong with it, and the line itself."""

    source: str
    line: int
    reason: str
    original: str = ""

    def __str__(self) -> str:
        return f"{self.source}, line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Placed:
    """A document with the place it came from."""

    document: Document
    source: str
    line: int


Item = Placed | Rejected


@dataclass(frozen=True, slots=True)
class Fields:
    """Which fields of an input object hold its text, id and date."""

    text: str = "text"
    id: str = "id"
    date: str = "date"

    def renamed(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """The object with those fields under their usual names; what else bore such a name goes to `metadata`."""
        wanted = {self.text: "text", self.id: "id", self.date: "date"}
        out = {wanted[k]: v for k, v in item.items() if k in wanted}
        others = {k: v for k, v in item.items() if k not in wanted}
        hidden = {k: others.pop(k) for k in ("text", "id", "date") if k in others}
        if hidden:
            carried = others.get("metadata")
            others["metadata"] = {**(carried if isinstance(carried, dict) else {}), **hidden}
        return out | others


@dataclass
class Sources:
    """The inputs of a run in order. `size`: bytes of all files, 0 with standard input; `read`: bytes read so far."""

    names: list[str]
    form: Format = "auto"
    fields: Fields = field(default_factory=Fields)
    paths: list[str] = field(init=False)
    size: int = field(init=False, default=0)
    _before: int = field(init=False, default=0)
    _raw: IO[bytes] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Raises InputError for a source that does not exist, or a folder or pattern without readable files."""
        self.paths = [path for name in self.names for path in _expand(name)]
        if self.paths.count("-") > 1:
            raise InputError("-: standard input can be read once only")
        self.size = 0 if "-" in self.paths else sum(Path(p).stat().st_size for p in self.paths)

    @property
    def read(self) -> int:
        return self._before + (self._raw.tell() if self._raw is not None and self.size else 0)

    def __iter__(self) -> Iterator[Item]:
        for path in self.paths:
            name = "standard input" if path == "-" else path
            try:
                yield from self._read(path, name)
            except OSError as error:
                yield Rejected(name, 0, f"cannot be read: {error.strerror or error}")
            self._raw = None
            self._before += Path(path).stat().st_size if self.size else 0

    def _read(self, path: str, name: str) -> Iterator[Item]:
        form = self.form if self.form != "auto" else _by_name(path)
        if form == "parquet":
            yield from self._rows(path, name)
            return
        with _opened(path) as raw:
            self._raw = raw
            stream = _decompressed(raw, path)
            if form == "auto":
                stream = io.BufferedReader(cast(io.RawIOBase, stream)) if not hasattr(stream, "peek") else stream
                head = stream.peek(64).lstrip(b"\xef\xbb\xbf \t\r\n")
                form = "jsonl" if head[:1] in (b"{", b"") else "text"
            yield from self._lines(stream, name) if form == "jsonl" else [_text(stream, path, name)]

    def _lines(self, stream: IO[bytes], name: str) -> Iterator[Item]:
        number = 0
        lines = iter(stream)
        while True:
            try:
                raw = next(lines)
            except StopIteration:
                return
            except Exception as error:  # each compression library has an error of its own
                yield Rejected(name, number + 1, f"the compressed file is damaged or cut off here: {error}")
                return
            number += 1
            if number == 1:
                raw = raw.removeprefix(b"\xef\xbb\xbf")
            if raw.strip():
                yield self._line(raw, name, number)

    def _line(self, raw: bytes, name: str, number: int) -> Item:
        original = raw.rstrip(b"\r\n").decode("utf-8", errors="backslashreplace")
        # One reader for each line: an error in one must not end the reading of the others. Python's own JSON, so that the
        # same lines are read and rejected whatever faster library is installed beside it.
        reader = jsonlines.Reader([raw], loads=json.loads)
        try:
            value = reader.read()
        except jsonlines.InvalidLineError as error:
            return Rejected(name, number, _reason(error), original)
        except RecursionError:
            return Rejected(name, number, "JSON is nested too deeply", original)
        if not isinstance(value, dict):
            return Rejected(name, number, f"expected a JSON object with a field {self.fields.text!r}", original)
        return self._placed(value, name, number, original)

    def _placed(self, value: Mapping[str, Any], name: str, number: int, original: str) -> Item:
        try:
            return Placed(as_document(self.fields.renamed(value)), name, number)
        except DocumentError as error:
            return Rejected(name, number, str(error).replace("'text'", repr(self.fields.text), 1), original)

    def _rows(self, path: str, name: str) -> Iterator[Item]:
        try:
            from pyarrow import ArrowException, parquet
        except ImportError:
            raise InputError(f"{name}: reading Parquet needs pyarrow: run `pip install 'quoteattr[parquet]'`") from None
        number = 0
        try:
            with parquet.ParquetFile(path) as file:
                for batch in file.iter_batches(_PARQUET_ROWS):
                    for row in batch.to_pylist():
                        number += 1
                        yield self._placed(row, name, number, str(row)[:_SHOWN])
        except ArrowException as error:
            yield Rejected(name, number + 1, f"not a readable Parquet file: {str(error).splitlines()[0]}")


def is_jsonl(path: str) -> bool:
    """Whether a file's name says that it holds JSON lines, compressed or not."""
    return _by_name(path) == "jsonl"


def decompressed_lines(path: str) -> Iterator[bytes]:
    """The lines of a file, decompressed as its name says. Raises OSError, EOFError."""
    with _opened(path) as raw:
        yield from _decompressed(raw, path)


@contextmanager
def _opened(path: str) -> Iterator[IO[bytes]]:
    if path == "-":
        yield sys.stdin.buffer
        return
    with Path(path).open("rb") as raw:
        yield raw


def _expand(name: str) -> list[str]:
    """The files that one argument means."""
    path = Path(name)
    if name == "-" or path.is_file():
        return [name]
    if path.is_dir():
        found = sorted(str(p) for p in path.rglob("*") if p.is_file() and _by_name(str(p)) != "auto")
        if not found:
            raise InputError(f"{name}: no .jsonl, .txt or .parquet file in this folder")
        return found
    if glob.has_magic(name):
        found = sorted(p for p in glob.iglob(name, recursive=True) if Path(p).is_file())  # noqa: PTH207 (absolute too)
        if not found:
            raise InputError(f"{name}: no file matches")
        return found
    raise InputError(f"{name}: no such file")


def _by_name(path: str) -> Format:
    p = Path(path)
    suffixes = [s.lower() for s in p.suffixes]
    if suffixes and suffixes[-1] in _COMPRESSED:
        suffixes.pop()
    return _SUFFIXES.get(suffixes[-1] if suffixes else "", "auto")


def _decompressed(raw: IO[bytes], path: str) -> IO[bytes]:
    suffix = Path(path).suffix.lower()
    if suffix == ".gz":
        return cast(IO[bytes], gzip.open(raw))
    if suffix == ".zst":
        import zstandard

        reader = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True, closefd=False)
        return cast(IO[bytes], io.BufferedReader(cast(io.RawIOBase, reader)))
    return raw


def _text(stream: IO[bytes], path: str, name: str) -> Item:
    try:
        data = stream.read()
    except Exception as error:
        return Rejected(name, 1, f"the compressed file is damaged or cut off: {error}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Rejected(name, line, _not_utf8(data))
    # Without a file there is no name to go by: the id is a hash of the text.
    identifier = None if path == "-" else Path(path).name.partition(".")[0]
    return Placed(as_document({"id": identifier, "text": text}), name, 1)


def _reason(error: jsonlines.InvalidLineError) -> str:
    cause = error.__cause__
    if isinstance(cause, UnicodeDecodeError):
        return _not_utf8(cause.object)
    return f"not valid JSON: {str(cause or error).split(' (line')[0]}"


def _not_utf8(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "not UTF-8 but UTF-16: convert the file to UTF-8 first"
    return "not UTF-8: convert the file to UTF-8 first, for example with `iconv -f latin1 -t utf-8`"


def documents_of(items: Iterable[Item]) -> Iterator[Document]:
    """The documents among what was read."""
    return (item.document for item in items if isinstance(item, Placed))
