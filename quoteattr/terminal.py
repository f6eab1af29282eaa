"""Records as a table for the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from quoteattr.records import Attribution

_COLOURS = {"favor": "green", "against": "red", "neutral": "default"}


def print_records(records: Iterable[Attribution], console: Console | None = None) -> None:
    """One table for each document: speaker, statement, act and attitude. Plain text when piped."""
    console = console or Console()
    if not console.is_terminal:
        # A pipe has no width of its own; 120 columns keep statements readable.
        console = Console(file=console.file, width=120)
    for document, group in groupby(records, key=lambda a: a.document_id):
        table = Table(title=_plain(document), title_justify="left", header_style="bold", expand=True)
        table.add_column("speaker", ratio=3)
        table.add_column("statement", ratio=8)
        table.add_column("stance", ratio=2)
        for a in group:
            stance = Text(a.stance.act)
            if a.stance.attitude != "neutral":
                stance.append(f"\n{a.stance.attitude}", style=_COLOURS[a.stance.attitude])
            table.add_row(_plain(a.speaker.name if a.speaker else "—"), _plain(a.statement.text), stance)
        console.print(table)


# C0 and C1 controls but for tab and line break: what a terminal would obey.
_CONTROLS = {c: "\ufffd" for c in (*range(32), *range(127, 160)) if c not in (9, 10)}


def _plain(text: str) -> Text:
    """Text as it stands: no markup, and nothing that a terminal would obey."""
    return Text(text.translate(_CONTROLS))
