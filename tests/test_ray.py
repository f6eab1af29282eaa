"""A real Ray cluster of two workers on this machine: the same records as on the command line, an actor killed midway."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from quoteattr.cli import app

ray = pytest.importorskip("ray", reason="needs `pip install 'quoteattr[ray]'`; `make test-ray` installs it")

_ARTICLES = Path(__file__).parent.parent / "fixtures" / "articles.jsonl"


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    ray.init(num_cpus=4, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    yield
    ray.shutdown()


def _rows() -> list[dict[str, Any]]:
    articles = [json.loads(line) for line in _ARTICLES.read_text(encoding="utf-8").splitlines()]
    return [{"id": f"{n}-{a['id']}", "text": a["text"], "outlet": "x"} for n in range(12) for a in articles]


def _on_the_command_line(rows: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    source, output = folder / "in.jsonl", folder / "out.jsonl"
    source.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    assert CliRunner().invoke(app, ["extract", str(source), "-o", str(output)]).exit_code == 0
    return [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]


def _comparable(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = [{k: v for k, v in r.items() if k != "error"} for r in records]
    for row in rows:
        if isinstance(row["metadata"], str):
            row["metadata"] = json.loads(row["metadata"])
    return sorted(rows, key=lambda r: (r["document_id"], int(r["id"].rpartition("#")[2])))


@pytest.mark.usefixtures("cluster")
def test_same_records_though_an_actor_is_killed(tmp_path: Path) -> None:
    from quoteattr.ray import SCHEMA, extract

    rows = _rows()
    killed: list[int] = []
    done = threading.Event()

    def kill_one() -> None:
        while not done.is_set() and not killed:
            for process in Path("/proc").glob("[0-9]*"):
                try:
                    command = (process / "cmdline").read_bytes()
                except OSError:
                    continue
                # Ray names a worker's process after what it runs.
                if b"ray::" in command and b"_Actor" in command and b".map_batches" not in command[:8]:
                    time.sleep(1)
                    os.kill(int(process.name), signal.SIGKILL)
                    killed.append(int(process.name))
                    return
            time.sleep(0.05)

    killer = threading.Thread(target=kill_one)
    killer.start()
    result = extract(ray.data.from_items(rows).repartition(6), actors=2, batch_size=5)
    found = list(result.iter_rows())
    done.set()
    killer.join()
    assert killed, "no actor was seen to be killed"
    assert [r for r in found if r["error"] is not None] == []
    assert list(found[0]) == SCHEMA.names
    assert _comparable(found) == _comparable(_on_the_command_line(rows, tmp_path))


@pytest.mark.usefixtures("cluster")
def test_parquet_in_and_out_with_a_bad_row(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    from quoteattr.ray import extract

    rows = [*_rows()[:5], {"id": "bad", "text": None, "outlet": None}]
    ray.data.from_items(rows).write_parquet(str(tmp_path / "in"))
    extract(ray.data.read_parquet(str(tmp_path / "in")), actors=1).write_parquet(str(tmp_path / "out"))
    found = pq.read_table(tmp_path / "out").to_pylist()
    bad = [r for r in found if r["error"]]
    assert [(r["document_id"], r["error"]) for r in bad] == [("bad", "field 'text' is missing")]
    good = [r for r in found if not r["error"]]
    assert _comparable(good) == _comparable(_on_the_command_line(rows[:5], tmp_path))
