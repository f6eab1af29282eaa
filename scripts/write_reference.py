"""Write docs/reference/command-line.md from the command line's own help: `python scripts/write_reference.py`."""

from __future__ import annotations

import sys
from pathlib import Path

import typer
from typer.cli import get_docs_for_click

from quoteattr.cli import app

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "command-line.md"


def page() -> str:
    """The page as Typer writes it."""
    command = typer.main.get_command(app)
    text = get_docs_for_click(obj=command, ctx=typer.Context(command), name="quoteattr")
    return "# Command line\n\n" + text.removeprefix("# `quoteattr`\n").strip() + "\n"


if __name__ == "__main__":
    sys.exit(PAGE.write_text(page(), encoding="utf-8") == 0)
