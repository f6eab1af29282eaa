"""The command line on real files and a real model; see the last tests for real processes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from quoteattr.cli import app

_ROOT = Path(__file__).parent.parent
_ARTICLES = _ROOT / "fixtures" / "articles.jsonl"
_GOLD = _ROOT / "fixtures" / "gold"
_TEXT = "Le maire a déclaré que le pont était fermé."


def run(*arguments: str, stdin: str | bytes = "") -> Result:
    """Runs in this process: loading a model in each of many processes would take minutes."""
    return CliRunner().invoke(app, list(arguments), input=stdin)


def records(output: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines()]


def test_extract_carries_fields_and_keeps_order(tmp_path: Path) -> None:
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [
        {"id": "b", "text": _TEXT, "outlet": "x", "n": [1], "date": "2020-02-21"},
        {"id": 7, "text": _TEXT},
        {"text": _TEXT},
    ]
    source.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    done = run("extract", str(source), "-o", str(output))
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "3 articles, 3 attributions, 0 lines rejected\n"
    written = records(output.read_text(encoding="utf-8"))
    assert [r["document_id"] for r in written][:2] == ["b", "7"]
    assert len(str(written[2]["document_id"])) == 16
    assert written[0]["metadata"] == {"date": "2020-02-21", "outlet": "x", "n": [1]}
    assert written[0]["schema_version"] == "1.0"


def test_rejected_lines_are_named_and_the_rest_goes_on() -> None:
    lines = [
        b'{"id": "a", "text": "Le maire a dit : \xc2\xab Non. \xc2\xbb"}',
        b"{broken",
        b'{"id": "c"}',
        b'{"id": "d", "text": 12}',
        b'["text"]',
        b'{"id": "e", "text": "caf\xe9"}',
        b'{"id": ["f"], "text": "x"}',
        b'{"id": "g", "text": "\\ud800"}',
        b"  ",
        b'{"id": "z", "text": "Le maire a dit : \xc2\xab Oui. \xc2\xbb"}',
    ]
    done = run("extract", "-", stdin=b"\n".join(lines))
    assert done.exit_code == 1
    assert [r["document_id"] for r in records(done.stdout)] == ["a", "z"]
    messages = done.stderr.splitlines()
    assert len(messages) == 7 + 1
    for number, part in [
        (2, "not valid JSON"),
        (3, "field 'text' is missing"),
        (4, "field 'text' must be a string, not a number"),
        (5, "expected a JSON object"),
        (6, "not UTF-8"),
        (7, "field 'id' must be a string, not a list"),
        (8, "not valid Unicode"),
    ]:
        message = next(m for m in messages if f"line {number}:" in m)
        assert message.startswith(f"standard input, line {number}: ")
        assert part in message
    assert messages[-1] == "2 articles, 2 attributions, 7 lines rejected"
    assert "Traceback" not in done.stderr


def test_plain_text_file_and_standard_input(tmp_path: Path) -> None:
    source = tmp_path / "article.txt"
    source.write_text(_TEXT, encoding="utf-8")
    (record,) = records(run("extract", str(source)).stdout)
    assert record["document_id"] == "article"
    (piped,) = records(run("extract", "-", stdin=_TEXT).stdout)
    assert piped["statement"] == record["statement"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["extract", "nowhere.jsonl"], "nowhere.jsonl: no such file"),
        (["extract", "-", "--format", "xml"], "choose one of auto, jsonl, text, parquet"),
        (["extract", "-", "-o", "no/such/folder/out.jsonl"], "cannot be written"),
        (["extract", "-", "--model", "fr_no_such_model"], "is not installed"),
        (["evaluate", "nowhere", str(_ARTICLES)], "no such folder of gold"),
        (["evaluate", str(_GOLD), "nowhere.jsonl"], "nowhere.jsonl"),
        (["evaluate", str(_GOLD), str(_ARTICLES)], "line 1: not a record"),
    ],
)
def test_mistakes_get_one_sentence(arguments: list[str], message: str) -> None:
    done = run(*arguments, stdin=_TEXT)
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert message in done.stderr


def test_show_reads_articles_and_records(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    run("extract", str(_ARTICLES), "-o", str(output))
    from_records = run("show", str(output))
    assert from_records.exit_code == 0
    assert "Emmanuel Macron" in from_records.stdout
    assert "\x1b[" not in from_records.stdout
    assert run("show", str(_ARTICLES)).stdout == from_records.stdout


def test_evaluate_prints_the_figures(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    run("extract", str(_ARTICLES), "-o", str(output))
    done = run("evaluate", str(_GOLD), str(output))
    assert done.exit_code == 0
    assert done.stdout.startswith("gold 78  predicted ")
    figures = json.loads(run("evaluate", str(_GOLD), str(output), "--json").stdout)
    assert f"detection_50    P {figures['detection_50']['p']:.3f}" in done.stdout


def test_schema_is_the_models_schema() -> None:
    from quoteattr.records import Attribution

    assert json.loads(run("schema").stdout) == Attribution.model_json_schema()


def test_help_names_every_command() -> None:
    done = run("--help")
    assert done.exit_code == 0
    for command in ("extract", "show", "evaluate", "schema"):
        assert command in done.stdout
        assert "Example: quoteattr" in run(command, "--help").stdout


def test_as_a_process() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "quoteattr", "extract", "-"], input=_TEXT.encode(), capture_output=True, cwd=_ROOT
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["speaker"]["name"] == "Le maire"
    assert done.stderr == b"1 articles, 1 attributions, 0 lines rejected\n"


def test_nothing_heavy_is_imported_for_help() -> None:
    code = "import sys, quoteattr, quoteattr.cli; print({'spacy', 'thinc', 'pydantic'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "set()\n"
