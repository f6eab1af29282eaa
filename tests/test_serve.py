"""The service as a real process on loopback: answers, limits, its page in a browser, its own OpenAPI, load, shutdown."""

from __future__ import annotations

import concurrent.futures
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

import quoteattr
from quoteattr.cli import app as command_line
from quoteattr.records import Attribution
from tests.browser import Watched, browser
from tests.golden import articles

_TEXT = "« Le pont ferme », a dit Anne Morel. Le maire a dénoncé la fermeture."


class Server:
    def __init__(self, process: subprocess.Popen[str], url: str, log: list[str]) -> None:
        self.process, self.url, self.log = process, url, log

    def post(self, path: str, value: Any, **options: Any) -> httpx.Response:
        return httpx.post(self.url + path, json=value, timeout=60, **options)


@contextmanager
def _server(*options: str) -> Iterator[Server]:
    command = [sys.executable, "-m", "quoteattr", "serve", "--port", "0", *options]
    process = subprocess.Popen(command, stderr=subprocess.STDOUT, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    assert process.stdout is not None
    log: list[str] = []
    url = ""
    for line in process.stdout:
        log.append(line)
        if found := re.search(r"running on (http://127\.0\.0\.1:\d+)", line):
            url = found.group(1)
            break
    assert url, "".join(log)
    stdout = process.stdout
    reader = threading.Thread(target=lambda: log.extend(stdout), daemon=True)
    reader.start()
    try:
        yield Server(process, url, log)
    finally:
        process.kill()
        process.wait()
        reader.join()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with _server() as running:
        yield running


@pytest.fixture(scope="module")
def small() -> Iterator[Server]:
    limits = [
        "--max-documents",
        "2",
        "--max-characters",
        "5000",
        "--max-body",
        "20000",
        "--max-waiting",
        "2",
        "--timeout",
        "3",
    ]
    with _server(*limits) as running:
        yield running


def test_the_records_of_the_library(server: Server, extractor: quoteattr.Extractor) -> None:
    answer = server.post("/extract", {"documents": articles()})
    assert answer.status_code == 200
    assert answer.json()["documents"] == [e.model_dump(mode="json") for e in extractor.pipe(articles())]


def test_quotations_schema_and_health(server: Server) -> None:
    quotations = server.post("/quotations", {"text": _TEXT}).json()["quotations"]
    assert quotations == [{"start": 0, "end": 17, "text": "« Le pont ferme »", "depth": 0}]
    assert httpx.get(server.url + "/schema").json() == Attribution.model_json_schema()
    assert httpx.get(server.url + "/health").json()["status"] == "ok"
    assert "/extract" in httpx.get(server.url + "/openapi.json").json()["paths"]


@pytest.mark.parametrize(
    ("path", "body", "status", "detail"),
    [
        ("/extract", {"documents": [{"text": "a"}] * 3}, 413, "3 documents in one call: at most 2"),
        ("/extract", {"documents": [{"text": "a" * 3000}] * 2}, 413, "6000 characters in one call: at most 5000"),
        ("/quotations", {"text": "a" * 6000}, 413, "6000 characters in one call: at most 5000"),
        ("/extract", {"documents": [{"text": "a" * 30000}]}, 413, "the body is larger than 20000 bytes"),
        ("/extract", {"documents": []}, 422, "documents: List should have at least 1 item after validation, not 0"),
        ("/extract", {"documents": [{"text": 1}]}, 422, "documents.0.text: Input should be a valid string"),
        ("/extract", {"documents": [{"text": "a", "secret": "b"}]}, 422, "documents.0: Extra inputs are not permitted"),
        ("/extract", {}, 422, "documents: Field required"),
        ("/extract", {"documents": [{"text": "a", "id": "b" * 600}]}, 422, "documents.0.id: String should have at most 500 characters"),
        ("/quotations", {"text": "«" * 2000 + "a" + "»" * 2000}, 413, "the quotation marks of the text are nested too deeply"),
    ],
)  # fmt: skip
def test_limits_get_one_clear_sentence(path: str, body: Any, status: int, detail: str, small: Server) -> None:
    answer = small.post(path, body)
    assert (answer.status_code, answer.json()) == (status, {"detail": detail})


def test_what_is_no_json_and_half_a_surrogate(small: Server) -> None:
    assert httpx.post(small.url + "/extract", content=b"{broken").status_code in (400, 422)
    answer = httpx.post(
        small.url + "/extract",
        content=b'{"documents": [{"text": "\\ud800"}]}',
        headers={"Content-Type": "application/json"},
    )
    assert (400 <= answer.status_code < 500 and "Unicode" in answer.json()["detail"]) or answer.status_code == 400


def test_a_body_without_an_end_is_too_large_or_too_late(small: Server) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b" " * 1000

    answer = httpx.post(small.url + "/extract", content=endless(), timeout=30)
    assert answer.status_code == 413
    host, port = small.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(
            b"POST /extract HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
        )
        assert b" 408 " in connection.recv(1000)


def test_too_many_at_once_are_told_to_come_back(small: Server) -> None:
    body = {"documents": [{"text": _TEXT * 60}]}
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: small.post("/extract", body), range(24)))
    codes = {a.status_code for a in answers}
    assert codes == {200, 429}
    assert all(a.headers["Retry-After"] == "1" for a in answers if a.status_code == 429)
    assert small.post("/extract", {"documents": [{"text": _TEXT}]}).status_code == 200


def test_calls_that_were_given_up_make_room(small: Server) -> None:
    """What nobody waits for any more is not read after all."""
    body = {"documents": [{"text": _TEXT * 30}, {"text": _TEXT * 30}]}
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: small.post("/extract", body), range(8)))
    begun = time.monotonic()
    while small.post("/extract", {"documents": [{"text": _TEXT}]}).status_code != 200:
        assert time.monotonic() - begun < 15


def test_no_text_is_logged(server: Server) -> None:
    secret = "Zanzibarettiste"
    server.post("/extract", {"documents": [{"text": f"« {secret} », a dit {secret} Morel."}]})
    server.post("/extract", {"documents": [{"text": [secret]}]})
    httpx.post(server.url + f"/quotations?text={secret}", json={"text": "a"})
    httpx.get(server.url + "/health")
    time.sleep(0.5)
    assert any("POST /extract" in line for line in server.log)
    assert not any(secret in line for line in server.log)


def test_its_own_openapi_finds_nothing(server: Server) -> None:
    """schemathesis sends what the schema allows and what it forbids, and compares the answers with it."""
    command = [
        sys.executable,
        "-m",
        "schemathesis.cli",
        "run",
        f"{server.url}/openapi.json",
        "--max-examples",
        "60",
        "--seed",
        "1",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0 and "No issues found" in done.stdout, done.stdout[-3000:] + done.stderr[-1000:]


def test_the_page_reads_a_pasted_article(server: Server) -> None:
    with browser() as opened:
        watched = Watched(opened, own=server.url)
        watched.page.goto(server.url)
        watched.page.locator("#paste").fill(_TEXT)
        watched.page.locator("button[type=submit]").click()
        watched.page.locator("#text").wait_for()
        assert watched.page.locator("#text").evaluate("e => e.textContent") == _TEXT
        assert watched.page.locator(".card strong").all_inner_texts() == ["Anne Morel", "Le maire"]
        watched.page.locator("#paste").fill("a" * 300_000)
        watched.page.locator("button[type=submit]").click()
        watched.page.locator("text=at most 200000").wait_for()
        assert [p for p in watched.problems if "413" not in p] == []


def test_what_is_being_answered_is_finished_before_it_stops() -> None:
    with _server() as server:
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            answer = pool.submit(server.post, "/extract", {"documents": [{"text": _TEXT * 400}]})
            time.sleep(0.3)
            server.process.send_signal(signal.SIGTERM)
            assert answer.result().status_code == 200
        assert server.process.wait(30) == 0
        time.sleep(0.2)
        assert not any("Traceback" in line for line in server.log), "".join(server.log)


def test_a_port_in_use_gets_one_sentence(server: Server) -> None:
    port = server.url.rpartition(":")[2]
    command = [sys.executable, "-m", "quoteattr", "serve", "--port", port]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0 and "address already in use" in done.stderr and "Traceback" not in done.stderr


def test_an_unknown_model_gets_one_sentence() -> None:
    done = CliRunner().invoke(command_line, ["serve", "--model", "fr_none"])
    assert done.exit_code == 2 and "is not installed" in done.stderr


def test_documented() -> None:
    page = (Path(__file__).parent.parent / "docs" / "how-to" / "serve.md").read_text(encoding="utf-8")
    assert all(path in page for path in ("/extract", "/quotations", "/schema", "/health"))
    assert json.loads(re.findall(r"```json\n(.*?)```", page, re.DOTALL)[0])["documents"]
