"""The documentation runs: Python blocks print what the page says, commands work, the reference is the program's own."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from quoteattr.cli import app

_ROOT = Path(__file__).parent.parent
_PAGES = [*sorted(p for p in (_ROOT / "docs").rglob("*.md") if "examples" not in p.parts), _ROOT / "README.md"]
_PAGES = [p for p in _PAGES if p.name != "command-line.md"]
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$(?:\n\n```text\n(.*?)^```$)?", re.DOTALL | re.MULTILINE)
# Commands that install or measure something, or need a cluster.
_ELSEWHERE = ("pip ", "make ", "python ")


def _blocks(path: Path, language: str) -> list[tuple[str, str | None]]:
    found = _BLOCK.findall(path.read_text(encoding="utf-8"))
    return [(code, shown or None) for kind, code, shown in found if kind == language]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as the pages suppose it: fixtures, articles, an article as text, a crawl, records."""
    (tmp_path / "fixtures").symlink_to(_ROOT / "fixtures")
    (tmp_path / "people.jsonl").symlink_to(_ROOT / "fixtures" / "people.jsonl")
    lines = (_ROOT / "fixtures" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [{**json.loads(line), "date": "2020-02-21"} for line in lines]
    (tmp_path / "articles.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    (tmp_path / "article.txt").write_text(rows[0]["text"], encoding="utf-8")
    (tmp_path / "crawl").mkdir()
    (tmp_path / "crawl" / "a.jsonl").write_text(lines[0] + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _with(language: str) -> list[Path]:
    return [p for p in _PAGES if _blocks(p, language)]


@pytest.mark.parametrize("page", _with("python"), ids=lambda p: p.stem)
def test_python_blocks_print_what_the_page_says(page: Path, place: Path) -> None:
    if "from_jsonl" in page.read_text(encoding="utf-8"):
        arguments = ["extract", "articles.jsonl", "-o", "documents.jsonl", "--per-document", "-q"]
        assert CliRunner().invoke(app, arguments).exit_code == 0
    names: dict[str, object] = {}
    for code, shown in _blocks(page, "python"):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, str(page), "exec"), names)
        assert shown is None or printed.getvalue() == shown
        assert place.exists()


@pytest.mark.parametrize("page", _with("console"), ids=lambda p: p.stem)
def test_commands_work(page: Path, place: Path) -> None:
    for code, _ in _blocks(page, "console"):
        for line in code.splitlines():
            arguments = shlex.split(line.split(" #")[0])
            if not arguments or line.startswith(_ELSEWHERE):
                continue
            assert arguments[0] == "quoteattr"
            _prepare(arguments, place)
            done = CliRunner().invoke(app, arguments[1:])
            # A search that finds nothing is no mistake of the page.
            assert done.exit_code == 0 or (arguments[2] == "search" and done.exit_code == 1), (line, done.stderr)


def _prepare(arguments: list[str], place: Path) -> None:
    """What a reader has by then: a review exported from elsewhere, gold of two annotators."""
    if arguments[1:3] == ["dataset", "import-review"]:
        (place / "project-1-export.json").write_bytes((place / "review" / "tasks.json").read_bytes())
    for name in ("gold-anne", "gold-jean"):
        if name in arguments and not (place / name).exists():
            (place / name).symlink_to(place / "gold")
    if arguments[1] == "evaluate" and not (place / "attributions.jsonl").exists():
        CliRunner().invoke(app, ["extract", "articles.jsonl", "-o", "attributions.jsonl"])


def test_the_command_line_reference_is_the_program_s_own() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from scripts.write_reference import page; print(page(), end='')"],
        capture_output=True, text=True, cwd=_ROOT, env=os.environ | {"PYTHONPATH": str(_ROOT), "TERM": "dumb"},
    )  # fmt: skip
    written = (_ROOT / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
    assert done.stdout == written, "run `python scripts/write_reference.py`"


@pytest.mark.skipif(find_spec("mkdocs") is None, reason="mkdocs is not installed")
def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=_ROOT, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "fr" / "index.html").is_file()
