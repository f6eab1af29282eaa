"""Batch conversion: documents in, records out, in the order of the input, nothing lost."""

from __future__ import annotations

import hashlib
import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from quoteattr import __version__
from quoteattr.inputs import Item, Placed, Rejected, Sources
from quoteattr.language import looks_french
from quoteattr.outputs import Counts, Working
from quoteattr.parallel import Failure, Form, Lines, Recipe, Result, Workers, extract_batch
from quoteattr.records import Document

# A batch ends after so many items or code points, whatever comes first: enough for the parser to work well on, little
# enough to lose when a run is interrupted, and the same wherever a run is resumed.
_BATCH_ITEMS = 32
_BATCH_LENGTH = 400_000
_WORD = re.compile(r"\S+")


class Stopped(Exception):
    """A rejected line ended a strict run."""

    def __init__(self, rejected: Rejected) -> None:
        super().__init__(str(rejected))
        self.rejected = rejected


class Sink(Protocol):
    """Where a run writes."""

    counts: Counts

    def write(self, records: str, rejected: str, counts: Counts) -> None: ...


@dataclass
class Stream:
    """Records to an open stream, rejected lines to another, with no way back."""

    records: IO[str]
    rejected: IO[str] | None = None
    counts: Counts = field(default_factory=Counts)

    def write(self, records: str, rejected: str, counts: Counts) -> None:
        self.records.write(records)
        self.records.flush()
        if self.rejected is not None:
            self.rejected.write(rejected)
            self.rejected.flush()
        self.counts = counts


@dataclass
class Run:
    """One conversion. `on_rejected` hears of every line that is rejected, `on_batch` of progress; `strict`: the first
    rejected line ends it."""

    sources: Sources
    sink: Sink
    recipe: Recipe
    form: Form = "records"
    workers: int = 1
    strict: bool = False
    on_rejected: Callable[[Rejected], None] = lambda _: None
    on_batch: Callable[[Counts], None] = lambda _: None
    _seen: set[bytes] = field(init=False, default_factory=set)

    def __call__(self) -> Counts:
        """Runs to the end. Raises Stopped, OutputError, ParserError."""
        batches = _batches(self.sources)
        done = self.sink.counts.batches
        for _, batch in zip(range(done), batches, strict=False):
            self._repeated(batch)  # read before the interruption
        if done:
            self._once_more(batches)
        if self.workers == 1:
            self._in_this_process(batches)
        else:
            self._in_processes(batches)
        return self.sink.counts

    def _once_more(self, batches: Iterator[list[Item]]) -> None:
        """The batch at which a run was interrupted, in a process of its own: it may be what killed it."""
        batch = next(batches, None)
        if batch is not None:
            self._write(batch, Workers(self.recipe, 1, self.form).alone(_documents(batch)))

    def _in_this_process(self, batches: Iterator[list[Item]]) -> None:
        from quoteattr.parsers import load_parser
        from quoteattr.pipeline import Extractor

        extractor = Extractor(load_parser(self.recipe.parser, **self.recipe.options), knowledge=self.recipe.knowledge)
        for batch in batches:
            self._write(batch, extract_batch(extractor, _documents(batch), self.form))

    def _in_processes(self, batches: Iterator[list[Item]]) -> None:
        waiting: deque[list[Item]] = deque()

        def documents() -> Iterator[list[Document]]:
            for batch in batches:
                waiting.append(batch)
                yield _documents(batch)

        for results in Workers(self.recipe, self.workers, self.form).map(documents()):
            self._write(waiting.popleft(), results)

    def _write(self, batch: list[Item], results: Iterable[Result]) -> None:
        lines: list[str] = []
        rejected: list[Rejected] = []
        remaining = iter(results)
        documents = words = french = records = 0
        for item in batch:
            if isinstance(item, Placed):
                result = next(remaining)
                count = sum(1 for _ in _WORD.finditer(item.document.text))
                words += count
                french += count * looks_french(item.document.text)
                if isinstance(result, Lines):
                    documents += 1
                    records += result.records
                    lines.append(result.text)
                    continue
                assert isinstance(result, Failure)
                original = item.document.model_dump_json()
                item = Rejected(item.source, item.line, result.reason, original)
            self.on_rejected(item)
            if self.strict:
                raise Stopped(item)
            rejected.append(item)
        counts = self.sink.counts.plus(
            batches=1,
            documents=documents,
            words=words,
            french=french,
            records=records,
            rejected=len(rejected),
            repeated=self._repeated(batch),
        )
        self.sink.write("".join(lines), "".join(map(as_json, rejected)), counts)
        self.on_batch(counts)

    def _repeated(self, batch: list[Item]) -> int:
        """How many documents of a batch have an id that came before."""
        before = len(self._seen)
        documents = _documents(batch)
        # Eight bytes for each id: a set of the ids themselves would grow with a run of millions.
        self._seen.update(hashlib.blake2b(d.id.encode(), digest_size=8).digest() for d in documents)
        return len(documents) - (len(self._seen) - before)


def as_json(rejected: Rejected) -> str:
    """A rejected line as it is written to the errors file."""
    values = {
        "source": rejected.source,
        "line": rejected.line,
        "reason": rejected.reason,
        "original": rejected.original,
    }
    return json.dumps(values, ensure_ascii=False) + "\n"


def fingerprint(sources: Sources, recipe: Recipe, form: Form) -> str:
    """What must be the same for a run to be continued: version, inputs, options."""
    files = [(p, Path(p).stat().st_size, Path(p).stat().st_mtime_ns) for p in sources.paths if p != "-"]
    what = (__version__, files, sources.form, sources.fields, form, recipe)
    return hashlib.sha256(repr(what).encode()).hexdigest()


def working(output: Path, errors: Path | None, sources: Sources, recipe: Recipe, form: Form) -> Working:
    """The working files of a run."""
    return Working(output, errors, fingerprint(sources, recipe, form))


def _documents(batch: list[Item]) -> list[Document]:
    return [item.document for item in batch if isinstance(item, Placed)]


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    length = 0
    for item in items:
        batch.append(item)
        length += len(item.document.text) if isinstance(item, Placed) else 0
        if len(batch) >= _BATCH_ITEMS or length >= _BATCH_LENGTH:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch
