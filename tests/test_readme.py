"""The README and docs/quality.md show real output and measured figures only."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

import quoteattr
from quoteattr.evaluation import evaluate, read_gold, render

_ROOT = Path(__file__).parent.parent
_README = (_ROOT / "README.md").read_text(encoding="utf-8")
_QUALITY = (_ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
_GOLD = _ROOT / "fixtures" / "gold"
_DEV = _ROOT.parent / "shared" / "eval" / "gold" / "dev"


def test_the_example_prints_what_it_says() -> None:
    code = re.search(r"```python\n(.*?)```", _README, re.DOTALL)
    shown = re.search(r"prints\n\n```text\n(.*?)```", _README, re.DOTALL)
    assert code and shown
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code.group(1), {})
    assert printed.getvalue() == shown.group(1)


def _figures(folder: Path, extractor: quoteattr.Extractor) -> dict[str, float]:
    gold = read_gold(folder)
    documents = [{"id": name, "text": d["text"]} for name, d in gold.items()]
    records = [a.model_dump() for e in extractor.pipe(documents) for a in e.attributions]
    figures = evaluate(gold, records).figures
    return {k: figures[k]["f1"] for k in ("detection_50", "who_said_what")}


def test_figures_on_the_five_articles(extractor: quoteattr.Extractor) -> None:
    measured = _figures(_ROOT / "fixtures" / "gold", extractor)
    shown = re.search(r"in `fixtures/`: detection ([\d.]+), who said what (\d\.\d+)", _README)
    assert shown
    assert shown.groups() == (f"{measured['detection_50']:.2f}", f"{measured['who_said_what']:.2f}")


@pytest.mark.skipif(not _DEV.is_dir(), reason="the development gold is not beside the project")
def test_figures_on_the_development_set(extractor: quoteattr.Extractor) -> None:
    measured = _figures(_DEV, extractor)
    assert f"| **{measured['detection_50']:.2f}** | **{measured['who_said_what']:.2f}** |" in _README


@pytest.mark.parametrize(("heading", "folder"), [("Development set", _DEV), ("The five articles", _GOLD)])
def test_figures_of_the_quality_page(heading: str, folder: Path, extractor: quoteattr.Extractor) -> None:
    """`python scripts/update_quality.py DEV_GOLD` writes them."""
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    shown = re.search(rf"{heading}.*?```text\n(.*?)\n```", _QUALITY, re.DOTALL)
    assert shown
    gold = read_gold(folder)
    documents = [{"id": name, "text": d["text"]} for name, d in gold.items()]
    records = [a.model_dump() for e in extractor.pipe(documents) for a in e.attributions]
    assert shown.group(1) == render(evaluate(gold, records))


def test_the_table_is_what_show_prints() -> None:
    from typer.testing import CliRunner

    from quoteattr.cli import app

    shown = re.search(r"```text\nseed2\n(.*?)└", _README, re.DOTALL)
    assert shown
    printed = CliRunner().invoke(app, ["show", str(_ROOT / "fixtures" / "articles.jsonl")]).stdout
    assert shown.group(1) in "\n".join(line.rstrip() for line in printed.splitlines()) + "\n"
