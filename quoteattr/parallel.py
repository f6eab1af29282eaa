"""Extraction in several processes: batches out, results back in the order of the input.

A process that dies (killed by the kernel for its memory, a fault in a library) takes no document with it but the one
that it dies of: what it held is read again, batch by batch in a process of its own, then document by document.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Literal

from quoteattr.knowledge import Knowledge
from quoteattr.records import Document, Extraction

if TYPE_CHECKING:
    from quoteattr.pipeline import Extractor

# How many batches wait for each process: enough to keep it busy, few enough to keep memory flat.
_AHEAD = 2

Form = Literal["objects", "records", "documents"]


@dataclass(frozen=True)
class Recipe:
    """How a process makes its own extractor: the parser's name and options, knowledge from outside."""

    parser: str
    options: dict[str, Any] = field(default_factory=dict)
    knowledge: Knowledge | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """The records of one document as they are written: JSON lines, each with its line break."""

    text: str
    records: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be read, though it is one; the reason is one sentence."""

    reason: str


Result = Extraction | Lines | Failure


def extract_batch(extractor: Extractor, batch: list[Document], form: Form = "objects") -> list[Result]:
    """What each document of a batch gives; a fault in one document leaves the others alone."""
    try:
        return [_rendered(e, form) for e in extractor.pipe(batch, batch_size=max(1, len(batch)))]
    except Exception as error:
        if len(batch) == 1:
            return [Failure(f"could not be read, please report it: {type(error).__name__}: {error}")]
        return [result for document in batch for result in extract_batch(extractor, [document], form)]


def _rendered(extraction: Extraction, form: Form) -> Result:
    if form == "objects":
        return extraction
    if form == "documents":
        return Lines(extraction.model_dump_json() + "\n", len(extraction.attributions))
    return Lines("".join(a.model_dump_json() + "\n" for a in extraction.attributions), len(extraction.attributions))


class Workers:
    """Processes that extract batches; each loads its own model once."""

    def __init__(self, recipe: Recipe, processes: int, form: Form = "objects") -> None:
        self.recipe = recipe
        self.processes = processes
        self.form: Form = form

    def map(self, batches: Iterable[list[Document]]) -> Iterator[list[Result]]:
        """The results of all batches in order."""
        pool = self._pool(self.processes)
        waiting: deque[tuple[list[Document], Future[list[Result]]]] = deque()
        source = iter(batches)
        try:
            while True:
                while len(waiting) <= self.processes * _AHEAD and (batch := next(source, None)) is not None:
                    waiting.append((batch, _submit(pool, batch)))
                if not waiting:
                    return
                batch, future = waiting.popleft()
                try:
                    yield future.result()
                except BrokenProcessPool:
                    pool.shutdown(wait=False, cancel_futures=True)
                    yield self.alone(batch)
                    pool = self._pool(self.processes)
                    waiting = deque((b, f if _has_result(f) else _submit(pool, b)) for b, f in waiting)
        finally:
            # Not to wait for a long document when the run is given up.
            running = list((getattr(pool, "_processes", None) or {}).values()) if waiting else []
            pool.shutdown(wait=False, cancel_futures=True)
            for process in running:
                process.terminate()

    def alone(self, batch: list[Document]) -> list[Result]:
        """The results of a batch in a process of its own; a document that the process dies of twice is a failure."""
        with self._pool(1) as pool:
            try:
                return _submit(pool, batch).result()
            except BrokenProcessPool:
                pass
        if len(batch) == 1:
            return [
                Failure("the process that read it was killed, twice: the document may need more memory than there is")
            ]
        return [result for document in batch for result in self.alone([document])]

    def _pool(self, processes: int) -> ProcessPoolExecutor:
        # A fresh interpreter, not a fork: parser libraries start threads that do not survive one.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(processes, mp_context=context, initializer=_start, initargs=(self.recipe, self.form))


def _submit(pool: ProcessPoolExecutor, batch: list[Document]) -> Future[list[Result]]:
    try:
        return pool.submit(_extract, batch)
    except BrokenProcessPool as error:
        broken: Future[list[Result]] = Future()
        broken.set_exception(error)
        return broken


def _has_result(future: Future[list[Result]]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


_worker: tuple[Extractor, Form] | None = None  # each process has its own, made once


def _start(recipe: Recipe, form: Form) -> None:
    global _worker
    # The parent decides what an interrupt means, and no process outlives it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    from quoteattr.parsers import load_parser
    from quoteattr.pipeline import Extractor

    _worker = Extractor(load_parser(recipe.parser, **recipe.options), knowledge=recipe.knowledge), form


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _extract(batch: list[Document]) -> list[Result]:
    assert _worker is not None
    extractor, form = _worker
    return extract_batch(extractor, batch, form)
