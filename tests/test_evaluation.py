"""The figures of `quoteattr evaluate` are those of the reference scorer, computed by our own code."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import quoteattr
from quoteattr.evaluation import GoldError, evaluate, evaluate_files, read_gold, render, same_speaker

_ROOT = Path(__file__).parent.parent
_GOLD = _ROOT / "fixtures" / "gold"
_REFERENCE = _ROOT.parent / "shared" / "eval" / "score.py"


def _perfect(gold: dict[str, Any]) -> list[dict[str, Any]]:
    """Records that repeat the gold."""
    return [
        {
            "document_id": name,
            "kind": g["kind"],
            "statement": {"spans": g["content"]},
            "cue": g["cue"],
            "source": g["source"],
            "speaker": {"name": g["speaker"], "type": g["speaker_type"]} if g["speaker"] else None,
            "stance": {
                "act": g["act"],
                "attitude": g["attitude"],
                "target": {"text": g["target"]} if g["target"] else None,
            },
            "claim": {"checkworthy": g["checkworthy"]},
            "confidence": 0.95,
        }
        for name, document in gold.items()
        for g in document["attributions"]
        if not g["nested"]
    ]


def test_gold_against_itself_is_perfect() -> None:
    gold = read_gold(_GOLD)
    figures = evaluate(gold, _perfect(dict(gold))).figures
    assert figures["detection_50"] == {"p": 1.0, "r": 1.0, "f1": 1.0}
    assert figures["content_chars"]["f1"] == 1.0
    assert all(figures["on_matched"][k] == 1.0 for k in ("cue", "source", "kind", "speaker", "act", "full_name"))
    assert figures["gold"] == 78
    assert figures["target"]["f1"] == 1.0
    assert figures["confidence"]["ece"] == pytest.approx(0.05)
    assert figures["confidence"]["sure"] == {"p": 1.0, "r": 1.0, "f1": 1.0}


def test_targets_are_also_told_where_the_attitude_is_right() -> None:
    """Half of the records lose attitude and target: all those that keep them are right."""
    gold = read_gold(_GOLD)
    records = _perfect(dict(gold))
    for record in records[::2]:
        record["stance"] |= {"attitude": "?", "target": None}
    figures = evaluate(gold, records).figures
    assert figures["target"]["p"] == 1.0
    assert figures["target"]["r"] < 0.6
    assert figures["target_where_attitude_right"] == {"p": 1.0, "r": 1.0, "f1": 1.0}


def test_nothing_predicted() -> None:
    figures = evaluate(read_gold(_GOLD), []).figures
    assert figures["detection_50"]["f1"] == 0.0
    assert figures["predicted"] == 0


def test_confidence_is_compared_with_what_came_out() -> None:
    """Of records that claim 0.95 half are right and half name nobody: an error of 0.45, in one bin."""
    gold = read_gold(_GOLD)
    records = _perfect(dict(gold))
    for n, record in enumerate(records):
        if n % 2:
            record["speaker"] = None
    report = evaluate(gold, records)
    confidence = report.figures["confidence"]
    right = sum(o.right for o in report.outcomes) / len(report.outcomes)
    assert [b["from"] for b in confidence["bins"]] == [0.9]
    assert confidence["ece"] == pytest.approx(abs(0.95 - right))
    assert 0.4 < right < 0.6
    assert confidence["sure"]["p"] == pytest.approx(right)


def test_bad_offsets_and_unknown_documents_are_counted() -> None:
    gold = read_gold(_GOLD)
    bad = {"document_id": "seed0", "statement": {"spans": [{"start": 0, "end": 3, "text": "???"}]}}
    lost = {"document_id": "nowhere", "statement": {"spans": []}}
    figures = evaluate(gold, [bad, lost]).figures
    assert (figures["bad_offsets"], figures["unknown_documents"]) == (1, 1)


@pytest.mark.skipif(not _REFERENCE.exists(), reason="the reference scorer is not beside the project")
@pytest.mark.parametrize("folder", ["seeds", "dev"])
def test_same_figures_as_the_reference(folder: str, extractor: quoteattr.Extractor, tmp_path: Path) -> None:
    reference = _load(_REFERENCE)
    folder_path = _REFERENCE.parent / "gold" / folder
    gold = read_gold(folder_path)
    documents = [{"id": name, "text": d["text"]} for name, d in gold.items()]
    records = [a.model_dump() for e in extractor.pipe(documents) for a in e.attributions]
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text("\n".join(json.dumps(r) for r in records), encoding="utf-8")
    expected, errors = reference.score(str(folder_path), records)
    report = evaluate_files(folder_path, predicted)
    own = json.loads(json.dumps(report.figures))
    forms = own.pop("speaker_by_form")
    for name in ("confidence", "target", "target_where_attitude_right"):
        own.pop(name)  # not in the reference
    assert own == json.loads(json.dumps(expected))
    right = sum(share * n for share, n in forms.values())
    assert round(right) == round(own["on_matched"]["speaker"] * sum(n for _, n in forms.values()))
    assert len(report.errors) == len(errors)


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_score", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("predicted", "speaker", "kind", "aliases", "same"),
    [
        ("Emmanuel Macron", "Emmanuel Macron", "person", [], True),
        ("M. Macron", "Emmanuel Macron", "person", [], True),
        ("Emmanuel", "Emmanuel Macron", "person", [], False),
        ("l’ONU", "ONU", "organization", [], True),
        ("Nations unies", "ONU", "organization", ["Nations unies"], True),
        (None, "ONU", "organization", [], False),
        ("le préfet du Rhône", "le préfet", "person", [], False),
        ("les dirigeants de l'UE", "Les dirigeants", "group", [], True),
    ],
)
def test_same_speaker(predicted: str | None, speaker: str, kind: str, aliases: list[str], same: bool) -> None:
    assert same_speaker(predicted, {"speaker": speaker, "speaker_type": kind, "aliases": aliases}) is same


def test_render_lists_errors() -> None:
    report = evaluate(read_gold(_GOLD), [])
    lines = render(report, errors=3).splitlines()
    assert lines[0].startswith("gold 78  predicted 0")
    assert [line.split(" | ")[0] for line in lines[-3:]] == ["missed"] * 3


@pytest.mark.parametrize(
    ("content", "message"),
    [("{", "not valid JSON"), ("[]", "gold needs the fields"), (None, "holds no gold")],
)
def test_unreadable_gold(content: str | None, message: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "a.json").write_text(content)
    with pytest.raises(GoldError, match=message):
        read_gold(tmp_path)


def test_unreadable_predictions(tmp_path: Path) -> None:
    predicted = tmp_path / "p.jsonl"
    predicted.write_text('\n{"document_id": 1}\n')
    with pytest.raises(GoldError, match=r"line 2: not a record"):
        evaluate_files(_GOLD, predicted)
