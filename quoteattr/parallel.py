"""Extraction in several processes: batches out, results back in the order of the input."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from quoteattr.knowledge import Knowledge
from quoteattr.records import Document, Extraction

if TYPE_CHECKING:
    from quoteattr.pipeline import Extractor

# How many batches wait for each process: enough to keep it busy, few enough to keep memory flat.
_AHEAD = 2


@dataclass(frozen=True)
class Recipe:
    """How a process makes its own extractor: the parser's name and options, knowledge from outside."""

    parser: str
    options: dict[str, Any] = field(default_factory=dict)
    knowledge: Knowledge | None = None


_worker: Extractor | None = None  # each process has its own, made once


def extract_in_processes(batches: Iterator[list[Document]], recipe: Recipe, processes: int) -> Iterator[Extraction]:
    """Extractions of all batches in order."""
    # A fresh interpreter, not a fork: parser libraries start threads that do not survive one.
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_start, initargs=(recipe,)) as pool:
        waiting: deque[Future[list[Extraction]]] = deque()
        for batch in batches:
            waiting.append(pool.submit(_extract, batch))
            if len(waiting) > processes * _AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _start(recipe: Recipe) -> None:
    global _worker
    from quoteattr.parsers import load_parser
    from quoteattr.pipeline import Extractor

    _worker = Extractor(load_parser(recipe.parser, **recipe.options), knowledge=recipe.knowledge)


def _extract(batch: list[Document]) -> list[Extraction]:
    assert _worker is not None
    return list(_worker.pipe(batch, batch_size=len(batch)))
