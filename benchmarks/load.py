"""The service under load on loopback, and the report with 2,000 articles in a browser: `python benchmarks/load.py [service|limit|report]`.

service: 10,000 calls of one short article each from eight clients; throughput, p50 and p99, memory after 1,000 and after all.
limit: 2,000 calls from as many clients as calls may wait.
report: the page of 2,000 articles in Debian's Chromium; its size, and the time until overview, article, filter and search.
Takes about ten minutes. Texts: ../shared/corpus/news.jsonl where it is, else the five articles repeated.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from speed import texts

_CALLS, _CLIENTS, _CHARACTERS = 10_000, 8, 600
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def limit() -> None:
    """As many clients as calls may wait: none may be refused."""
    service(2_000, 16)


def service(calls: int = _CALLS, clients: int = _CLIENTS) -> None:
    import httpx

    command = [sys.executable, "-m", "quoteattr", "serve", "--port", "8799"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = "http://127.0.0.1:8799"
    try:
        while True:
            try:
                httpx.get(url + "/health")
                break
            except httpx.ConnectError:
                time.sleep(0.2)
        bodies = [{"documents": [{"text": t[:_CHARACTERS]}]} for t in texts(500)]
        taken: list[float] = []
        codes: dict[int, int] = {}
        client = httpx.Client(timeout=60, limits=httpx.Limits(max_connections=clients))

        def call(n: int) -> None:
            begun = time.perf_counter()
            code = client.post(url + "/extract", json=bodies[n % len(bodies)]).status_code
            taken.append(time.perf_counter() - begun)
            codes[code] = codes.get(code, 0) + 1

        memory = {}
        begun = time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            for first, last in ((0, 1_000), (1_000, calls)):
                list(pool.map(call, range(first, last)))
                memory[last] = _memory(server.pid)
        seconds = time.perf_counter() - begun
        cuts = statistics.quantiles(taken, n=100)
        print(
            f"{calls:,} calls of {_CHARACTERS} characters from {clients} clients: {calls / seconds:.0f} a second, "
            f"p50 {1000 * cuts[49]:.0f} ms, p99 {1000 * cuts[98]:.0f} ms, answers {codes}, "
            f"memory after 1,000 calls {memory[1_000]:.0f} MB, after all {memory[calls]:.0f} MB"
        )
    finally:
        server.terminate()
        server.wait()


def _memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def report() -> None:
    from playwright.sync_api import sync_playwright

    import quoteattr
    from quoteattr.report import render

    extractions = list(quoteattr.load().pipe(texts(2_000)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "report.html"
        begun = time.perf_counter()
        path.write_text(render(extractions), encoding="utf-8")
        written = time.perf_counter() - begun
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        page = browser.new_page()

        def timed(act: str, ready: str) -> float:
            begun = time.perf_counter()
            page.evaluate(act) if act else page.goto(path.as_uri())
            page.locator(ready).first.wait_for()
            return time.perf_counter() - begun

        fill = (
            "(([s, v]) => { const e = document.querySelector(s); e.value = v; e.dispatchEvent(new Event('input')); })"
        )
        steps = {
            "overview": timed("", "#list li"),
            "search in the overview": timed(f"{fill}(['#search', 'Macron'])", "#list li"),
            "article": timed("location.hash = '#7'", "#text"),
            "search in the article": timed(f"{fill}(['#f-search', 'a'])", "#count"),
        }
        times = ", ".join(f"{name} {1000 * taken:.0f} ms" for name, taken in steps.items())
        print(f"report of 2,000 articles: {path.stat().st_size / 1e6:.1f} MB, written in {written:.1f} s; {times}")
        browser.close()


_PARTS = {"service": service, "limit": limit, "report": report}

if __name__ == "__main__":
    for name in sys.argv[1:] or _PARTS:
        _PARTS[name]()
