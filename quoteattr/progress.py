"""How far a run is, for somebody who watches; silent when standard error is no terminal."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from quoteattr.inputs import Sources
from quoteattr.outputs import Counts


class Watch:
    """A line of progress on standard error while a run goes on: documents, words a second, records, errors, time left."""

    def __init__(self, sources: Sources, quiet: bool) -> None:
        self._sources = sources
        self._console = Console(stderr=True)
        self._progress: Progress | None = None
        self._task = TaskID(0)
        self._begun = time.monotonic()
        self._before: int | None = None
        if not quiet and self._console.is_terminal:
            columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
            self._progress = Progress(*columns, console=self._console, transient=True)

    def __enter__(self) -> Watch:
        if self._progress is not None:
            self._progress.start()
            # Without the size of standard input nobody can tell how much is left.
            self._task = self._progress.add_task("loading", total=self._sources.size or None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def __call__(self, counts: Counts) -> None:
        if self._progress is None:
            return
        if self._before is None:  # words of the part before an interruption took no time now
            self._before = counts.words
        speed = (counts.words - self._before) / max(time.monotonic() - self._begun, 0.001)
        text = f"{counts.documents:,} articles  {speed:,.0f} words/s  {counts.records:,} records  {counts.rejected:,} errors"
        self._progress.update(self._task, completed=self._sources.read, description=text)
