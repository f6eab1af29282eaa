"""The quality gate: figures on the five articles and, where it is there, on the development gold.

Floors live in floors.json and are only ever raised: `python -m tests.quality.test_floors` raises
each to what is measured now (rounded down) and never lowers one.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

import quoteattr
from quoteattr.evaluation import evaluate, read_gold

_HERE = Path(__file__).parent
_ROOT = _HERE.parent.parent
_FLOORS = _HERE / "floors.json"
_SETS = {"articles": _ROOT / "fixtures" / "gold", "dev": _ROOT.parent / "shared" / "eval" / "gold" / "dev"}


_NOVELS = _ROOT.parent / "shared" / "eval" / "direct-speech" / "val.jsonl"


def _measure_novels() -> dict[str, float]:
    """Direct speech in novels: F1 over letters and digits, its mean over files, F1 over exactly equal spans."""
    hit = predicted = expected = same = spans = 0
    means: list[float] = []
    for line in _NOVELS.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        text = document["text"]
        gold = [_letters(text, a, b) for a, b in document["direct_speech"]]
        found = [_letters(text, q.start, q.end) for q in quoteattr.find_quotations(text)]
        g, p = set().union(*gold), set().union(*found)
        hit, predicted, expected = hit + len(g & p), predicted + len(p), expected + len(g)
        means.append(2 * len(g & p) / (len(g) + len(p)))
        g_spans = {(min(s), max(s)) for s in gold if s}
        p_spans = {(min(s), max(s)) for s in found if s}
        same, spans = same + len(g_spans & p_spans), spans + len(g_spans) + len(p_spans)
    return {"f1": 2 * hit / (predicted + expected), "per_file": sum(means) / len(means), "exact": 2 * same / spans}


def _letters(text: str, start: int, end: int) -> set[int]:
    return {i for i in range(start, end) if text[i].isalnum()}


def _measure(folder: Path, extractor: quoteattr.Extractor) -> dict[str, float]:
    gold = read_gold(folder)
    documents = [{"id": name, "text": d["text"]} for name, d in gold.items()]
    records = [a.model_dump() for e in extractor.pipe(documents) for a in e.attributions]
    figures = evaluate(gold, records).figures
    assert figures["bad_offsets"] == 0
    assert figures["unknown_documents"] == 0
    return _flat(figures)


def _flat(figures: dict[str, Any]) -> dict[str, float]:
    """F1 figures and recalls. What the scorer counts on matched pairs is turned into an F1 over all records: a share of
    the matched pairs would fall whenever harder attributions are found for the first time."""
    out = {k: v["f1"] for k, v in figures.items() if isinstance(v, dict) and "f1" in v}
    found = figures["detection_50"]["f1"]
    out |= {f"f1_{k}": v * found for k, v in figures["on_matched"].items() if k != "full_name"}
    out |= {f"recall_{k}": v for k, (v, _) in figures["recall_by_kind"].items()}
    return out


@pytest.mark.parametrize("name", sorted(_SETS))
def test_no_figure_falls_below_its_floor(name: str, extractor: quoteattr.Extractor) -> None:
    if not _SETS[name].is_dir():
        pytest.skip(f"{_SETS[name]} is not there")
    floors: dict[str, float] = json.loads(_FLOORS.read_text())[name]
    measured = _measure(_SETS[name], extractor)
    below = {k: (measured[k], floor) for k, floor in floors.items() if measured[k] < floor}
    assert not below, f"measured, floor: {below}"


def test_direct_speech_in_novels() -> None:
    if not _NOVELS.is_file():
        pytest.skip(f"{_NOVELS} is not there")
    floors: dict[str, float] = json.loads(_FLOORS.read_text())["novels"]
    measured = _measure_novels()
    below = {k: (measured[k], floor) for k, floor in floors.items() if measured[k] < floor}
    assert not below, f"measured, floor: {below}"


def raise_floors() -> None:
    floors: dict[str, dict[str, float]] = json.loads(_FLOORS.read_text()) if _FLOORS.exists() else {}
    extractor = quoteattr.load()
    measured = {name: _measure(folder, extractor) for name, folder in _SETS.items() if folder.is_dir()}
    if _NOVELS.is_file():
        measured["novels"] = _measure_novels()
    print(json.dumps(measured, indent=1))
    for name, figures in measured.items():
        own = floors.setdefault(name, {})
        for key, value in figures.items():
            own[key] = max(own.get(key, 0.0), math.floor(value * 200) / 200)
    _FLOORS.write_text(json.dumps(floors, indent=1) + "\n")


if __name__ == "__main__":
    raise_floors()
