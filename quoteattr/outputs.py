"""Writing a run so that it can be interrupted at any moment and continued to the same bytes.

Records go to a working file beside the output (`NAME.part`), batch by batch; after each, a small state file says how far
the run is. What stands behind the last whole batch is cut off when the run continues. The output appears under its own
name only when it is complete, compressed or converted as its suffix says.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, Any

_LEVEL = 6  # of gzip compression


class OutputError(OSError):
    """An output that cannot be written; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a run has done so far. `french`: words in documents that look French."""

    batches: int = 0
    documents: int = 0
    words: int = 0
    french: int = 0
    records: int = 0
    rejected: int = 0
    repeated: int = 0

    def plus(self, **more: int) -> Counts:
        """These counts with some added to."""
        return replace(self, **{name: getattr(self, name) + value for name, value in more.items()})


@dataclass
class Working:
    """The working files of one output: records, rejected lines if they are wanted, and the state."""

    output: Path
    errors: Path | None
    fingerprint: str
    counts: Counts = field(default_factory=Counts)
    _streams: list[IO[bytes]] = field(init=False, default_factory=list)

    @property
    def parts(self) -> list[Path]:
        return [p.with_name(p.name + ".part") for p in (self.output, self.errors) if p is not None]

    @property
    def state(self) -> Path:
        return self.output.with_name(self.output.name + ".state")

    def start(self, resume: bool) -> None:
        """Opens the working files, cut back to the last whole batch when a run is resumed. Raises OutputError."""
        state = self._read_state() if resume else None
        if state is not None and state["fingerprint"] != self.fingerprint:
            raise OutputError(
                f"{self.output}: input or options have changed since the interrupted run: "
                "run it as it was, or without --resume to begin anew"
            )
        sizes = state["sizes"] if state else [0] * len(self.parts)
        self.counts = Counts(**state["counts"]) if state else Counts()
        try:
            for part, size in zip(self.parts, sizes, strict=True):
                stream = part.open("r+b" if state else "w+b")
                stream.truncate(size)
                stream.seek(size)
                self._streams.append(stream)
        except OSError as error:
            raise self._failed(error) from error
        if state is None:
            self.state.unlink(missing_ok=True)

    def write(self, records: str, rejected: str, counts: Counts) -> None:
        """Adds one batch; when this returns, an interrupted run continues behind it. Raises OutputError."""
        try:
            for stream, text in zip(self._streams, (records, rejected), strict=False):
                stream.write(text.encode("utf-8"))
                stream.flush()
                os.fsync(stream.fileno())
            self.counts = counts
            sizes = [stream.tell() for stream in self._streams]
            state = {"fingerprint": self.fingerprint, "sizes": sizes, "counts": asdict(counts)}
            _replace(self.state, lambda s: s.write(json.dumps(state).encode()))
        except OSError as error:
            raise self._failed(error) from error

    def finish(self) -> None:
        """Puts the complete output under its name. Raises OutputError."""
        self.close()
        try:
            for part, final in reversed(list(zip(self.parts, (self.output, self.errors), strict=False))):
                assert final is not None
                _convert(part, final)
            for part in self.parts:
                part.unlink(missing_ok=True)
            self.state.unlink(missing_ok=True)
        except OSError as error:
            raise self._failed(error) from error

    def close(self) -> None:
        """Closes the working files and leaves them for another time."""
        for stream in self._streams:
            with suppress(OSError):  # a full disk cannot take what was still buffered; the state knows what counts
                stream.close()
        self._streams = []

    def discard(self) -> None:
        """Removes the working files."""
        self.close()
        for path in (*self.parts, self.state):
            path.unlink(missing_ok=True)

    def _read_state(self) -> dict[str, Any] | None:
        try:
            state: dict[str, Any] = json.loads(self.state.read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return None
        long_enough = all(
            part.exists() and part.stat().st_size >= size
            for part, size in zip(self.parts, state["sizes"], strict=False)
        )
        return state if long_enough and len(state["sizes"]) == len(self.parts) else None

    def _failed(self, error: OSError) -> OutputError:
        self.close()
        advice = "; run the same command with --resume once that is mended" if self.state.exists() else ""
        return OutputError(f"{self.output}: cannot be written: {error.strerror or error}{advice}")


def suffix_of(path: Path) -> str:
    """How an output is to be written: .gz, .zst, .parquet, or plain for any other name."""
    return path.suffix.lower() if path.suffix.lower() in (".gz", ".zst", ".parquet") else ""


def _convert(part: Path, final: Path) -> None:
    """The working file as the output that its name asks for; it stays until all outputs are complete."""
    suffix = suffix_of(final)
    if suffix == ".parquet":
        from quoteattr.arrow import write_parquet

        temporary = final.with_name(final.name + ".tmp")
        write_parquet(part, temporary)
        _sync(temporary)
        temporary.replace(final)
        return
    _replace(final, lambda stream: _copy(part, stream, suffix))


def _copy(part: Path, target: IO[bytes], suffix: str) -> None:
    with part.open("rb") as source:
        if suffix == ".gz":
            # No name and no time in the header: the same records give the same bytes.
            with gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=target, mtime=0) as stream:
                shutil.copyfileobj(source, stream)
        elif suffix == ".zst":
            import zstandard

            with zstandard.ZstdCompressor().stream_writer(target, closefd=False) as stream:
                shutil.copyfileobj(source, stream)
        else:
            shutil.copyfileobj(source, target)


def _replace(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Writes a file whole or not at all."""
    temporary = path.with_name(path.name + ".tmp")
    with temporary.open("wb") as stream:
        write(stream)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)


def _sync(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
