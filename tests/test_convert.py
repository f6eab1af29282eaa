"""Batch conversion with real files and real processes: interrupted, killed, out of space, fed with nonsense."""

from __future__ import annotations

import gzip
import json
import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import zstandard
from typer.testing import CliRunner, Result

from quoteattr.cli import app
from quoteattr.inputs import Fields, Placed, Rejected, Sources

_ROOT = Path(__file__).parent.parent
_ARTICLES = [json.loads(line) for line in (_ROOT / "fixtures" / "articles.jsonl").read_text("utf-8").splitlines()]
_TEXT = "Le maire a déclaré que le pont était fermé."
_COMMAND = [sys.executable, "-m", "quoteattr", "extract"]


def run(*arguments: str | Path, stdin: bytes = b"") -> Result:
    """In this process: loading a model in each of many processes would take minutes."""
    return CliRunner().invoke(app, ["extract", *map(str, arguments)], input=stdin)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write(path: Path, *objects: object) -> Path:
    path.write_text("".join(json.dumps(o) + "\n" for o in objects), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The five articles forty times, with a line in between that is rejected: seven batches."""
    articles = [{**a, "id": f"{n}-{a['id']}"} for n in range(40) for a in _ARTICLES]
    return write(tmp_path_factory.mktemp("many") / "many.jsonl", *articles[:100], {"id": "no text"}, *articles[100:])


@pytest.fixture(scope="module")
def whole(many: Path) -> tuple[bytes, bytes]:
    """What an uninterrupted run writes: records and rejected lines."""
    output, errors = many.with_name("whole.jsonl"), many.with_name("whole-errors.jsonl")
    assert run(many, "-o", output, "--errors", errors).exit_code == 1
    assert len(lines(output)) > 2000
    return output.read_bytes(), errors.read_bytes()


# --- what goes in ---------------------------------------------------------------------------------------------------


def placed(*names: str | Path, fields: Fields | None = None) -> list[str]:
    """Ids of the documents in some sources."""
    sources = Sources([str(n) for n in names], fields=fields or Fields())
    return [item.document.id if isinstance(item, Placed) else str(item) for item in sources]


def test_files_folders_patterns_and_compression(tmp_path: Path) -> None:
    data = json.dumps({"id": "a", "text": _TEXT}).encode() + b"\n"
    (tmp_path / "b").mkdir()
    (tmp_path / "plain.jsonl").write_bytes(data)
    (tmp_path / "b" / "packed.jsonl.gz").write_bytes(gzip.compress(data))
    # Two frames, as a file has that was appended to
    compress = zstandard.ZstdCompressor().compress
    (tmp_path / "b" / "packed.jsonl.zst").write_bytes(compress(data) + compress(data.replace(b'"a"', b'"b"')))
    (tmp_path / "b" / "note.txt").write_text(_TEXT, encoding="utf-8")
    (tmp_path / "b" / "unknown.dat").write_bytes(b"\x00")
    assert placed(tmp_path / "plain.jsonl") == ["a"]
    assert placed(tmp_path / "b") == ["note", "a", "a", "b"]
    assert placed(tmp_path / "*" / "*.zst", tmp_path / "plain.jsonl") == ["a", "b", "a"]


def test_parquet(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [{"id": str(n), "text": _TEXT, "outlet": "x"} for n in range(300)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "in.parquet")
    assert placed(tmp_path / "in.parquet") == [str(n) for n in range(300)]
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 but no more")
    assert "not a readable Parquet file" in placed(tmp_path / "bad.parquet")[0]


def test_field_names(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", {"body": _TEXT, "key": 5, "day": "2020-01-02", "text": "short", "id": "old"})
    (item,) = Sources([str(source)], fields=Fields("body", "key", "day"))
    assert isinstance(item, Placed)
    assert (item.document.id, item.document.text, item.document.date) == ("5", _TEXT, "2020-01-02")
    assert item.document.metadata == {"text": "short", "id": "old"}
    assert placed(source, fields=Fields("corps")) == [f"{source}, line 1: field 'corps' is missing"]


_BAD = [
    (b'{"text": "a"', "not valid JSON"),
    (b'{"text": "caf\xe9"}', "not UTF-8"),
    (b'\xff\xfe{\x00"\x00', "UTF-16"),
    (b'{"text": "\\ud83d"}', "not valid Unicode"),
    (b"[" * 100_000, "not valid JSON|nested too deeply"),
    (b'{"text": null}', "must be a string, not null"),
    (b'{"text": ["a"]}', "must be a string, not a list"),
    (b'{"id": "a"}', "is missing"),
    (b"12", "expected a JSON object"),
]


@pytest.mark.parametrize(("line", "reason"), _BAD)
def test_a_bad_line_is_named_and_the_next_is_read(tmp_path: Path, line: bytes, reason: str) -> None:
    (tmp_path / "in.jsonl").write_bytes(b'{"id": "a", "text": ""}\n' + line + b'\n{"id": "b", "text": ""}\n')
    first, bad, last = Sources([str(tmp_path / "in.jsonl")])
    assert isinstance(first, Placed) and isinstance(last, Placed) and last.line == 3
    assert isinstance(bad, Rejected) and bad.line == 2 and bad.original
    assert any(part in bad.reason for part in reason.split("|"))


_STRANGE = [
    "",
    "a\x00b\x01\x1b[31m «Non», a dit le maire.",
    '{"text": "«Non», a dit le maire."}',
    "«" * 2000,
    "«“" * 500 + "non" + "”»" * 500,
    "- " * 2000,
    ", dit-il" * 2000,
    "« Non », a dit le maire. " * 400,
    "a" * 200_000,
    " " * 200_000,
    "qu'il " * 5_000,
    "\U0001f642" * 5_000,
]


@pytest.mark.parametrize("text", _STRANGE, ids=range(len(_STRANGE)))
def test_a_strange_text_is_read_in_time(tmp_path: Path, text: str) -> None:
    output = tmp_path / "out.jsonl"
    begun = time.monotonic()
    assert run(write(tmp_path / "in.jsonl", {"id": "a", "text": text}), "-o", output).exit_code == 0
    assert time.monotonic() - begun < 60
    for record in lines(output):
        assert all(text[s["start"] : s["end"]] == s["text"] for s in record["statement"]["spans"])


def test_twenty_megabytes(tmp_path: Path) -> None:
    text = ("Le pont de la ville est fermé depuis deux ans, et les travaux durent. " * 14 + "\n") * 20_500
    assert len(text) > 20_000_000
    output = tmp_path / "out.jsonl"
    source = write(tmp_path / "in.jsonl", {"id": "a", "text": text + "Le maire a dit : « Non. »"})
    assert run(source, "-o", output).exit_code == 0
    (record,) = lines(output)
    assert record["statement"]["spans"][0]["start"] == len(text) + len("Le maire a dit : ")


def test_a_damaged_file_gives_what_can_be_read(tmp_path: Path) -> None:
    packed = gzip.compress(b"".join(json.dumps({"id": n, "text": _TEXT * 9}).encode() + b"\n" for n in range(5000)))
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    (tmp_path / "b.jsonl").write_text('{"id": "last", "text": ""}')
    items = placed(tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl")
    assert items[:2] == ["0", "1"] and items[-1] == "last"
    assert "damaged or cut off" in items[-2]


# --- what comes out -------------------------------------------------------------------------------------------------


def test_rejected_lines_go_to_their_file(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(b'{"id": "a", "text": "x"}\n{"text": "caf\xe9"}\n')
    errors = tmp_path / "errors.jsonl"
    done = run(tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "--errors", errors)
    assert done.exit_code == 1
    assert done.stderr == "1 articles, 0 attributions, 1 lines rejected\n"
    (rejected,) = lines(errors)
    assert (rejected["source"], rejected["line"]) == (str(tmp_path / "in.jsonl"), 2)
    assert rejected["reason"].startswith("not UTF-8")
    assert rejected["original"] == '{"text": "caf\\xe9"}'


def test_nothing_could_be_done(tmp_path: Path) -> None:
    assert run(write(tmp_path / "in.jsonl", {"id": "a"}), "-o", tmp_path / "out.jsonl").exit_code == 2


def test_strict_stops_and_leaves_nothing(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", {"text": _TEXT}, {"id": "a"}, {"text": _TEXT})
    done = run(source, "-o", tmp_path / "out.jsonl", "--strict")
    assert done.exit_code == 1
    assert f"stopped at {source}, line 2: field 'text' is missing" in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl"]


def test_warnings(tmp_path: Path) -> None:
    english = "The mayor said that the bridge was closed because of the works that had been going on for years."
    done = run(write(tmp_path / "in.jsonl", {"id": "a", "text": english}, {"id": "a", "text": english}), "--quiet")
    assert done.stderr == ""
    done = run(tmp_path / "in.jsonl")
    assert "1 articles have an id that an earlier one has" in done.stderr
    assert "does not look French" in done.stderr


def test_forms_and_suffixes_hold_the_same(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    source = write(tmp_path / "in.jsonl", *_ARTICLES)
    for name in ("out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.parquet"):
        assert run(source, "-o", tmp_path / name).exit_code == 0
    plain = (tmp_path / "out.jsonl").read_bytes()
    assert gzip.decompress((tmp_path / "out.jsonl.gz").read_bytes()) == plain
    with (tmp_path / "out.jsonl.zst").open("rb") as stream:
        assert zstandard.ZstdDecompressor().stream_reader(stream).read() == plain
    assert run(source, "-o", tmp_path / "again.jsonl.gz").exit_code == 0
    assert (tmp_path / "again.jsonl.gz").read_bytes() == (tmp_path / "out.jsonl.gz").read_bytes()
    rows = pq.read_table(tmp_path / "out.parquet").to_pylist()
    expected = [r | {"metadata": json.dumps(r["metadata"], ensure_ascii=False)} for r in lines(tmp_path / "out.jsonl")]
    assert rows == expected
    assert run(source, "-o", tmp_path / "documents.jsonl", "--per-document").exit_code == 0
    documents = lines(tmp_path / "documents.jsonl")
    assert [a for d in documents for a in d["attributions"]] == lines(tmp_path / "out.jsonl")
    assert not [p for p in tmp_path.iterdir() if p.suffix in (".part", ".tmp", ".state")]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing*.jsonl"], "no file matches"),
        (["-", "-"], "can be read once only"),
        (["-", "--resume"], "--resume needs an output file"),
        (["-", "-o", "out.jsonl", "--resume"], "cannot read standard input again"),
        (["-", "-o", "."], "it is a folder"),
    ],
)
def test_mistakes_get_one_sentence(arguments: list[str], message: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1 and message in done.stderr


# --- what goes wrong on the way -------------------------------------------------------------------------------------


def test_killed_at_any_moment_and_resumed(many: Path, whole: tuple[bytes, bytes], tmp_path: Path) -> None:
    output, errors = tmp_path / "out.jsonl", tmp_path / "errors.jsonl"
    command = [*_COMMAND, str(many), "-o", str(output), "--errors", str(errors), "--resume", "--workers", "2"]
    chance = random.Random(11)
    for kill in range(4):
        written = _part_size(tmp_path)
        process = subprocess.Popen(command, cwd=_ROOT, stderr=subprocess.PIPE, start_new_session=True)
        # Once while the models load; then each time after something more was written
        while kill > 0 and _part_size(tmp_path) <= written and process.poll() is None:
            time.sleep(0.02)
        time.sleep(chance.uniform(0, 0.5) if kill > 0 else 1)
        if process.poll() is not None:  # a fast machine: all was written before it could be killed again
            process.communicate()
            break
        assert not output.exists()
        os.killpg(process.pid, signal.SIGKILL) if kill % 2 else process.kill()
        process.communicate()
    assert kill >= 2
    if not output.exists():
        assert subprocess.run(command, cwd=_ROOT, capture_output=True).returncode == 1
    assert (output.read_bytes(), errors.read_bytes()) == whole
    assert sorted(p.name for p in tmp_path.iterdir()) == ["errors.jsonl", "out.jsonl"]


def _part_size(folder: Path) -> int:
    return sum(p.stat().st_size for p in folder.glob("out.jsonl*.part"))


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_without_a_traceback(
    many: Path, whole: tuple[bytes, bytes], tmp_path: Path, number: signal.Signals, status: int
) -> None:
    output = tmp_path / "out.jsonl"
    command = [*_COMMAND, str(many), "-o", str(output), "--errors", str(tmp_path / "errors.jsonl")]
    process = subprocess.Popen(command, cwd=_ROOT, stderr=subprocess.PIPE, text=True)
    while not (tmp_path / "out.jsonl.state").exists():  # until the first batch is written
        time.sleep(0.2)
    process.send_signal(number)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == status
    assert stderr == "quoteattr: interrupted; run the same command with --resume to go on\n"
    assert not output.exists()
    # Changed inputs are noticed
    other = write(tmp_path / "other.jsonl", *_ARTICLES)
    done = run(other, "-o", output, "--errors", tmp_path / "errors.jsonl", "--resume")
    assert done.exit_code == 2 and "have changed since the interrupted run" in done.stderr
    assert run(many, "-o", output, "--errors", tmp_path / "errors.jsonl", "--resume").exit_code == 1
    assert output.read_bytes() == whole[0]


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(n) for n in path.read_text().split()] if path.exists() else []


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to find the workers")
def test_a_killed_worker_loses_nothing(many: Path, whole: tuple[bytes, bytes], tmp_path: Path) -> None:
    output, errors = tmp_path / "out.jsonl", tmp_path / "errors.jsonl"
    command = [*_COMMAND, str(many), "-o", str(output), "--errors", str(errors), "--workers", "2"]
    process = subprocess.Popen(command, cwd=_ROOT, stderr=subprocess.PIPE)
    while not (tmp_path / "out.jsonl.state").exists():
        time.sleep(0.2)
    os.kill(_children(process.pid)[-1], signal.SIGKILL)
    _, stderr = process.communicate(timeout=300)
    assert (process.returncode, b"Traceback" in stderr) == (1, False)
    assert (output.read_bytes(), errors.read_bytes()) == whole


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to find the workers")
def test_a_document_that_kills_every_worker_is_reported(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", {"id": "deadly", "text": _TEXT})
    command = [*_COMMAND, str(source), "-o", str(tmp_path / "out.jsonl"), "--workers", "2", "--errors"]
    process = subprocess.Popen([*command, str(tmp_path / "errors.jsonl")], cwd=_ROOT, stderr=subprocess.PIPE)

    def kill_all() -> None:
        while process.poll() is None:
            for child in _children(process.pid):
                command_line = Path(f"/proc/{child}/cmdline")
                if command_line.exists() and b"spawn_main" in command_line.read_bytes():
                    os.kill(child, signal.SIGKILL)
            time.sleep(0.1)

    killer = threading.Thread(target=kill_all)
    killer.start()
    _, stderr = process.communicate(timeout=120)
    killer.join()
    assert (process.returncode, b"Traceback" in stderr) == (2, False)
    (rejected,) = lines(tmp_path / "errors.jsonl")
    assert rejected["line"] == 1 and "was killed" in rejected["reason"]
    assert json.loads(rejected["original"])["id"] == "deadly"


def test_no_space_left(many: Path, whole: tuple[bytes, bytes], tmp_path: Path) -> None:
    output, errors = tmp_path / "out.jsonl", tmp_path / "errors.jsonl"
    command = [*_COMMAND, str(many), "-o", str(output), "--errors", str(errors)]

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))

    done = subprocess.run(command, cwd=_ROOT, stderr=subprocess.PIPE, preexec_fn=small_files, text=True)
    assert done.returncode == 2
    assert done.stderr.endswith("File too large; run the same command with --resume once that is mended\n")
    assert len(done.stderr.splitlines()) == 1
    assert not output.exists()
    assert run(many, "-o", output, "--errors", errors, "--resume").exit_code == 1
    assert (output.read_bytes(), errors.read_bytes()) == whole


def test_standard_output_that_is_full_or_closed(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", *_ARTICLES)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*_COMMAND, str(source)], cwd=_ROOT, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert done.stderr == "quoteattr: standard output cannot be written: No space left on device\n"
    process = subprocess.Popen([*_COMMAND, str(source)], cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(60) == 0
