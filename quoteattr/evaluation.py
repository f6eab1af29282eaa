"""Figures of agreement between records and gold annotations.

A prediction matches a gold attribution when their contents overlap with a character F1 of at least
0.5 (lenient) or 0.8 (strict), one to one, best first; the other figures are counted on matched pairs.
Nested and optional gold attributions are neither required nor held against a prediction. The gold is
a folder of `NAME.json` files: `{"text", "attributions": [...]}`, with the document's `id` where NAME is not it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_LENIENT, _STRICT = 0.5, 0.8
_BINS, _SURE = 10, 0.8
_MATCHED = ("cue", "source", "kind", "speaker", "type", "act", "attitude", "checkworthy")

Json = Mapping[str, Any]


class GoldError(ValueError):
    """Gold or predictions that cannot be read; the message names the file and line."""


@dataclass(frozen=True, slots=True)
class Error:
    """One disagreement: `what` is missed, spurious, speaker, span or act; `details` are for reading."""

    what: str
    document: str
    details: tuple[str, ...]

    def __str__(self) -> str:
        return " | ".join((self.what, self.document, *self.details))


@dataclass(frozen=True, slots=True)
class Outcome:
    """One counted prediction: its id, its confidence, and whether it is found at 0.5 with the right speaker."""

    id: str
    confidence: float
    right: bool


@dataclass(slots=True)
class Report:
    """All figures as plain data, and what is behind them: the errors, and how every prediction came out."""

    figures: dict[str, Any]
    errors: list[Error] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)


@dataclass(slots=True)
class _Tally:
    counts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    kinds_found: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    acts_right: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    forms_right: Counter[str] = field(default_factory=Counter)
    errors: list[Error] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    unknown: int = 0


def evaluate_files(gold: Path, predicted: Path) -> Report:
    """Score a JSONL file of records against a folder of gold. Raises GoldError for what cannot be read."""
    documents = read_gold(gold)
    records: list[Json] = []
    with predicted.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                records.append(_read_record(line, f"{predicted}, line {number}"))
    return evaluate(documents, records)


def read_gold(folder: Path) -> dict[str, Json]:
    """Gold documents by name, in order of their names. Raises GoldError."""
    if not folder.is_dir():
        raise GoldError(f"{folder}: no such folder of gold annotations")
    gold: dict[str, Json] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise GoldError(f"{path}: not valid JSON: {error}") from error
        if not isinstance(document, dict) or not {"text", "attributions"} <= document.keys():
            raise GoldError(f"{path}: gold needs the fields 'text' and 'attributions'")
        gold[str(document.get("id", path.stem))] = document
    if not gold:
        raise GoldError(f"{folder}: holds no gold (*.json)")
    return gold


def _read_record(line: str, where: str) -> Json:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise GoldError(f"{where}: not valid JSON: {error}") from error
    if not isinstance(record, dict) or not {"document_id", "statement"} <= record.keys():
        raise GoldError(f"{where}: not a record: 'document_id' and 'statement' are needed")
    return record


def evaluate(gold: Mapping[str, Json], records: Iterable[Json]) -> Report:
    """Score records (as plain JSON objects) against gold documents by name."""
    by_document: dict[str, list[Json]] = defaultdict(list)
    for record in records:
        by_document[record["document_id"]].append(record)
    tally = _Tally()
    for name in sorted(gold):
        _document(name, gold[name], by_document.pop(name, []), tally)
    tally.unknown = len(by_document)
    return Report(_figures(tally), tally.errors, tally.outcomes)


def _document(name: str, document: Json, predicted: Sequence[Json], tally: _Tally) -> None:
    text: str = document["text"]
    gold: Sequence[Json] = document["attributions"]
    tally.counts["bad_offsets"] += sum(_bad_offsets(text, p) for p in predicted)
    gold_chars = [_characters(g["content"], text) for g in gold]
    other_chars = [_characters(g["content_also"], text) if "content_also" in g else None for g in gold]
    pred_chars = [_characters(p["statement"]["spans"], text) for p in predicted]
    required = [i for i, g in enumerate(gold) if not g["nested"] and not g["optional"]]
    _count_characters(gold_chars, other_chars, pred_chars, required, tally)

    matches = _match(gold_chars, other_chars, pred_chars, required)
    partner = {j: i for i, (j, _) in matches.items()}
    tally.counts["gold"] += len(required)
    # A prediction that matches an optional or nested attribution is not held against anybody.
    tally.counts["predicted"] += sum(j not in partner or partner[j] in required for j in range(len(predicted)))
    for i in required:
        g = gold[i]
        tally.kinds[g["kind"]] += 1
        tally.acts[g["act"]] += 1
        excerpt = text[g["content"][0]["start"] : g["content"][-1]["end"]]
        if i not in matches:
            tally.errors.append(Error("missed", name, (g["kind"], str(g["speaker"]), excerpt[:140])))
            continue
        j, similarity = matches[i]
        _pair(name, text, g, predicted[j], similarity, excerpt, tally)
    for j, p in enumerate(predicted):
        if j not in partner or partner[j] in required:
            right = j in partner and _right_speaker(p, gold[partner[j]])
            tally.outcomes.append(Outcome(str(p.get("id")), float(p.get("confidence") or 0.0), right))
        if j not in partner:
            speaker = (p.get("speaker") or {}).get("name")
            tally.errors.append(
                Error("spurious", name, (str(p.get("kind")), str(speaker), _predicted_text(text, p)[:140]))
            )


def _match(
    gold: Sequence[set[int]], other: Sequence[set[int] | None], predicted: Sequence[set[int]], required: Sequence[int]
) -> dict[int, tuple[int, float]]:
    """Pairs of gold and prediction, one to one, most similar first; required gold wins ties."""
    scored: list[tuple[float, int, int]] = []
    for i, characters in enumerate(gold):
        alternative = other[i]
        for j, p in enumerate(predicted):
            similarity = max(_f1(characters, p), _f1(alternative, p) if alternative else 0.0)
            scored.append((similarity + 0.001 * (i in required), i, j))
    matches: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    for similarity, i, j in sorted(scored, reverse=True):
        if similarity < _LENIENT:
            break
        if i not in matches and j not in used:
            matches[i] = (j, similarity)
            used.add(j)
    return matches


def matched_pairs(text: str, first: Sequence[Json], second: Sequence[Json]) -> list[tuple[int, int, float]]:
    """Indices of attributions of two gold annotations of a text whose contents overlap (character F1 of at least 0.5),
    one to one, with their overlap."""
    a, b = ([_characters(g["content"], text) for g in side] for side in (first, second))
    matches = _match(a, [None] * len(a), b, ())
    return sorted((i, j, overlap) for i, (j, overlap) in matches.items())


def _pair(name: str, text: str, g: Json, p: Json, similarity: float, excerpt: str, tally: _Tally) -> None:
    """Count what is right on one matched pair."""
    counts = tally.counts
    counts["found"] += 1
    counts["found_strictly"] += similarity >= _STRICT
    tally.kinds_found[g["kind"]] += 1
    speaker, stance, claim = p.get("speaker") or {}, p.get("stance") or {}, p.get("claim") or {}
    also: Json = g.get("also", {})

    def agrees(name: str, value: object) -> bool:
        return bool(value == g[name] or value in also.get(name, ()))

    predicted_name = speaker.get("name")
    right = _right_speaker(p, g)
    act, attitude = agrees("act", stance.get("act")), agrees("attitude", stance.get("attitude"))
    counts["cue"] += _overlap(p.get("cue"), g["cue"])
    counts["source"] += _overlap(p.get("source"), g["source"])
    counts["kind"] += agrees("kind", p.get("kind"))
    counts["speaker"] += right
    counts["type"] += agrees("speaker_type", speaker.get("type") or "unknown")
    counts["act"] += act
    counts["attitude"] += attitude
    counts["checkworthy"] += agrees("checkworthy", bool(claim.get("checkworthy")))
    counts["full"] += right and act and attitude
    target = (stance.get("target") or {}).get("text")
    # With a wrong attitude there is mostly no target, or one too many: told apart from wrong words
    for group in ("targets", "agreed_targets") if attitude else ("targets",):
        counts[f"{group}_predicted"] += bool(target)
        counts[f"{group}_gold"] += bool(g.get("target"))
        counts[f"{group}_right"] += bool(target and g.get("target") and same_words(str(target), g["target"]))
    tally.acts_right[g["act"]] += act
    form = source_form(g)
    tally.forms[form] += 1
    tally.forms_right[form] += right
    if g["speaker"] and is_named(g):
        counts["named"] += 1
        counts["full_name"] += fold(predicted_name) == fold(g["speaker"])
    if not right:
        tally.errors.append(Error("speaker", name, (str(g["speaker"]), str(predicted_name), excerpt[:100])))
    elif similarity < _STRICT:
        tally.errors.append(Error("span", name, (f"{similarity:.2f}", excerpt[:160], _predicted_text(text, p)[:160])))
    if not act:
        cue = g["cue"]["text"] if g["cue"] else ""
        tally.errors.append(Error("act", name, (g["act"], str(stance.get("act")), excerpt[:100], cue)))


def _right_speaker(p: Json, g: Json) -> bool:
    name = (p.get("speaker") or {}).get("name")
    return same_speaker(name, g) or (not name and None in g.get("also", {}).get("speaker", ()))


def _count_characters(
    gold: Sequence[set[int]],
    other: Sequence[set[int] | None],
    predicted: Sequence[set[int]],
    required: Sequence[int],
    tally: _Tally,
) -> None:
    needed: set[int] = set().union(*(gold[i] for i in required))
    free: set[int] = set().union(*(gold[i] for i in range(len(gold)) if i not in required), *(o for o in other if o))
    given: set[int] = set().union(*predicted)
    tally.counts["chars_right"] += len(needed & given)
    tally.counts["chars_predicted"] += len(given - (free - needed))
    tally.counts["chars_gold"] += len(needed)


def _figures(tally: _Tally) -> dict[str, Any]:
    c = tally.counts
    found = c["found"] or 1
    figures: dict[str, Any] = {
        "gold": c["gold"],
        "predicted": c["predicted"],
        "bad_offsets": c["bad_offsets"],
        "unknown_documents": tally.unknown,
    }
    for name, right in (
        ("detection_50", c["found"]),
        ("detection_80", c["found_strictly"]),
        ("who_said_what", c["speaker"]),
        ("full_record", c["full"]),
    ):
        figures[name] = _prf(right, c["predicted"], c["gold"])
    figures["content_chars"] = _prf(c["chars_right"], c["chars_predicted"], c["chars_gold"])
    figures["on_matched"] = {name: c[name] / found for name in _MATCHED}
    figures["on_matched"]["full_name"] = c["full_name"] / (c["named"] or 1)
    figures["recall_by_kind"] = {k: [tally.kinds_found[k] / n, n] for k, n in tally.kinds.items()}
    # Where linking fails: speakers right by what the gold source looks like
    figures["speaker_by_form"] = {k: [tally.forms_right[k] / n, n] for k, n in sorted(tally.forms.items())}
    for name, group in (("target", "targets"), ("target_where_attitude_right", "agreed_targets")):
        figures[name] = _prf(c[f"{group}_right"], c[f"{group}_predicted"], c[f"{group}_gold"])
    figures["confidence"] = _reliability(tally.outcomes, c["gold"])
    figures["act_recall"] = {k: [tally.acts_right[k], n] for k, n in tally.acts.items()}
    return figures


def _reliability(outcomes: Sequence[Outcome], gold: int) -> dict[str, Any]:
    """Expected calibration error over ten bins (Guo et al. 2017), the bins that hold something, and what a reader
    who keeps only records of at least 0.8 gets."""
    bins: list[list[Outcome]] = [[] for _ in range(_BINS)]
    for o in outcomes:
        bins[min(int(o.confidence * _BINS), _BINS - 1)].append(o)
    table: list[dict[str, float]] = []
    error = 0.0
    for n, inside in enumerate(bins):
        if inside:
            mean = sum(o.confidence for o in inside) / len(inside)
            right = sum(o.right for o in inside) / len(inside)
            error += len(inside) / len(outcomes) * abs(mean - right)
            table.append({"from": n / _BINS, "records": len(inside), "confidence": mean, "right": right})
    kept = [o for o in outcomes if o.confidence >= _SURE]
    return {"ece": error, "sure": _prf(sum(o.right for o in kept), len(kept), gold), "bins": table}


def _prf(right: int, predicted: int, gold: int) -> dict[str, float]:
    precision = right / predicted if predicted else 0.0
    recall = right / gold if gold else 0.0
    total = precision + recall
    return {"p": precision, "r": recall, "f1": 2 * precision * recall / total if total else 0.0}


def render(report: Report, errors: int = 0) -> str:
    """The figures as lines of text, with the first `errors` errors."""
    f = report.figures
    lines = [
        f"gold {f['gold']}  predicted {f['predicted']}  bad offsets {f['bad_offsets']}"
        f"  unknown documents {f['unknown_documents']}"
    ]
    for name in ("detection_50", "detection_80", "who_said_what", "full_record", "content_chars"):
        v = f[name]
        lines.append(f"{name:15} P {v['p']:.3f}  R {v['r']:.3f}  F1 {v['f1']:.3f}")
    lines.append("on matched:     " + "  ".join(f"{k} {v:.3f}" for k, v in f["on_matched"].items()))
    lines.append("recall by kind: " + "  ".join(f"{k} {v:.3f} ({n})" for k, (v, n) in f["recall_by_kind"].items()))
    lines.append("speaker by form: " + "  ".join(f"{k} {v:.3f} ({n})" for k, (v, n) in f["speaker_by_form"].items()))
    v = f["target"]
    lines.append(
        f"target:         P {v['p']:.3f}  R {v['r']:.3f}  F1 {v['f1']:.3f}"
        f"  where the attitude is right F1 {f['target_where_attitude_right']['f1']:.3f}"
    )
    sure = f["confidence"]["sure"]
    lines.append(
        f"confidence:     calibration error {f['confidence']['ece']:.3f}"
        f"  at {_SURE} and above P {sure['p']:.3f}  R {sure['r']:.3f}"
    )
    lines += [str(e) for e in report.errors[:errors]]
    return "\n".join(lines)


# --- comparing ---------------------------------------------------------------------------------


def fold(name: str | None) -> str:
    """A name for comparison: no accents, case, punctuation or leading article."""
    decomposed = unicodedata.normalize("NFKD", name or "").lower().replace("’", "'")
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    words = re.sub(r"[^\w]+", " ", plain).strip()
    return re.sub(r"^(?:l|d|le|la|les|un|une|des|du|de|m|mme|mm|monsieur|madame) ", "", words)


def is_named(gold: Json) -> bool:
    """Whether the gold speaker is a person with a proper name."""
    first = gold["speaker"].split()[0]
    return bool(
        gold["speaker_type"] == "person"
        and first[:1].isupper()
        and fold(first) not in {"", "l", "le", "la", "les", "un", "une", "des", "deux"}
    )


_PRONOUNS = frozenset(
    [
        "il",
        "elle",
        "ils",
        "elles",
        "lui",
        "eux",
        "qui",
        "on",
        "je",
        "nous",
        "celui-ci",
        "celle-ci",
        "ceux-ci",
        "celles-ci",
        "ce",
        "dernier",
        "cette",
        "derniere",
        "ces",
        "derniers",
        "l'interesse",
        "l'interessee",
        "lequel",
        "laquelle",
        "y",
    ]
)


def source_form(gold: Json) -> str:
    """What a gold source looks like: name, role (of a named person), pronoun, organization, state, group, document,
    description, or none."""
    source = gold["source"]
    if not source:
        return "none"
    surface = fold(source["text"])
    if surface in _PRONOUNS or surface.startswith(("ce dernier", "cette derniere", "ces dernier", "interesse")):
        return "pronoun"
    if gold["speaker"] and is_named(gold):
        return "name" if fold(gold["speaker"]).split()[-1] in surface.split() else "role"
    kind = str(gold["speaker_type"])
    return kind if kind in ("organization", "state", "group", "document") else "description"


def same_speaker(predicted: str | None, gold: Json) -> bool:
    """Whether a name refers to the gold speaker: the surname of a named person, any name of another."""
    if not predicted or not gold["speaker"]:
        return not predicted and not gold["speaker"]
    p, g = fold(predicted), fold(gold["speaker"])
    aliases = [fold(a) for a in gold["aliases"]]
    if is_named(gold):
        joint = " et " in gold["speaker"]
        own = [fold(a) for a in gold["aliases"] if a[:1].isupper()] if joint else []
        return g.split()[-1] in p.split() or p in own
    if p == g or p in aliases:
        return True
    return len(min(p, g, key=len)) >= 8 and (p in g or g in p)


def _characters(spans: Iterable[Json], text: str) -> set[int]:
    return {i for s in spans for i in range(s["start"], s["end"]) if text[i].isalnum()}


def _bad_offsets(text: str, record: Json) -> int:
    bad = 0
    for s in record["statement"]["spans"]:
        bad += not 0 <= s["start"] < s["end"] <= len(text)
        bad += "text" in s and text[s["start"] : s["end"]] != s["text"]
    return bad


def _f1(a: set[int], b: set[int]) -> float:
    shared = len(a & b)
    return 2 * shared / (len(a) + len(b)) if shared else 0.0


def same_words(a: str, b: str) -> bool:
    """Whether two phrases share half of their words, all of both taken together: gold targets are strings without
    positions."""
    first, second = Counter(fold(a).split()), Counter(fold(b).split())
    total = first.total() + second.total()
    return bool(total) and 2 * (first & second).total() / total >= _LENIENT


def _overlap(a: Json | None, b: Json | None) -> bool:
    if not a or not b:
        return not a and not b
    return bool(a["start"] < b["end"] and b["start"] < a["end"])


def _predicted_text(text: str, record: Json) -> str:
    return " ⟂ ".join(text[s["start"] : s["end"]] for s in record["statement"]["spans"])
