"""Fit the stance model on annotated statements and write its weights.

    python scripts/fit_stance.py ANNOTATIONS ARTICLES GOLD_DIR quoteattr/lexicon/stance_model.tsv

ANNOTATIONS: scripts/stance_annotations.jsonl, labels for spans of articles; ARTICLES: the JSONL file that holds those
articles (../shared/corpus/news.jsonl); GOLD_DIR: a folder of gold annotations to learn from as well. Needs
scikit-learn, here only. Run it again when features, cues or boundaries change much.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import quoteattr
from quoteattr.evaluation import read_gold
from quoteattr.records import ACTS, ATTITUDES
from quoteattr.stance.model import BIAS, CHECKWORTHY

# Chosen among three values by the figures on the development set; a gold statement counts as two of the others, which
# agree with it less.
_REGULARIZATION = 0.06
_GOLD_WEIGHT = 2.0
_LEAST_SEEN = 3
# Weights below this are dropped, to keep the file small.
_LEAST_WEIGHT = 0.03
_LEAST_OVERLAP = 0.8
_GOLD_OVERLAP = 0.5


class Row(NamedTuple):
    article: str
    features: dict[str, float]
    act: str
    attitude: str
    checkworthy: bool
    weight: float


def main(annotations: str, articles: str, gold: str, output: str) -> None:
    rows = list(_rows(annotations, articles, gold))
    seen = Counter(name for row in rows for name in row.features)
    kept = [row._replace(features={k: v for k, v in row.features.items() if seen[k] >= _LEAST_SEEN}) for row in rows]
    print(f"{len(rows)} statements, {len({n for row in kept for n in row.features})} features")
    _cross_validate(kept)
    weights: dict[str, dict[str, float]] = {}
    for model in _fit(kept):
        for name, by_label in model.items():
            weights.setdefault(name, {}).update(by_label)
    Path(output).write_text(_dump(weights, _together(rows)), encoding="utf-8")


def _rows(annotations: str, articles: str, gold: str) -> Iterator[Row]:
    labels: dict[str, list[dict[str, Any]]] = {}
    for line in Path(annotations).read_text(encoding="utf-8").splitlines():
        a = json.loads(line)
        labels.setdefault(a["article"], []).append(a)
    with Path(articles).open(encoding="utf-8") as stream:
        texts = {a["id"]: a["text"] for a in map(json.loads, stream) if a["id"] in labels}
    yield from _matched(texts, labels, 1.0, _LEAST_OVERLAP)
    documents = read_gold(Path(gold))
    required = {
        name: [
            g | {"content": [[s["start"], s["end"]] for s in g["content"]]}
            for g in d["attributions"]
            if not g["optional"] and not g["nested"]
        ]
        for name, d in documents.items()
    }
    yield from _matched({n: d["text"] for n, d in documents.items()}, required, _GOLD_WEIGHT, _GOLD_OVERLAP)


def _matched(
    texts: Mapping[str, str], labels: Mapping[str, list[dict[str, Any]]], weight: float, least: float
) -> Iterator[Row]:
    """What is found in the texts today, with the labels of the annotated statement that it overlaps best."""
    explained = quoteattr.load().explain({"id": name, "text": text} for name, text in texts.items())
    for name, rows in zip(texts, explained, strict=True):
        for row in rows:
            own = {i for s in row.record.statement.spans for i in range(s.start, s.end)}
            best = max(labels[name], key=lambda a: _overlap(own, a), default=None)
            if best is not None and _overlap(own, best) >= least:
                yield Row(name, row.features, best["act"], best["attitude"], best["checkworthy"], weight)


def _overlap(own: set[int], annotation: Mapping[str, Any]) -> float:
    other = {i for start, end in annotation["content"] for i in range(start, end)}
    return 2 * len(own & other) / (len(own) + len(other))


def _fit(rows: Iterable[Row]) -> Iterator[dict[str, dict[str, float]]]:
    """Weights by feature and label, one model after the other."""
    from sklearn.feature_extraction import DictVectorizer  # type: ignore[import-not-found]
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found]

    rows = list(rows)
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([row.features for row in rows])
    names = [*vectorizer.get_feature_names_out(), BIAS]
    for field in ("act", "attitude", "checkworthy"):
        model = LogisticRegression(C=_REGULARIZATION, max_iter=1000, tol=1e-4)
        model.fit(matrix, [getattr(row, field) for row in rows], sample_weight=[row.weight for row in rows])
        labels = [CHECKWORTHY] if field == "checkworthy" else list(model.classes_)
        out: dict[str, dict[str, float]] = {}
        for label, coefficients, bias in zip(labels, model.coef_, model.intercept_, strict=True):
            for name, weight in zip(names, [*coefficients, bias], strict=True):
                if abs(weight) >= _LEAST_WEIGHT:
                    out.setdefault(name, {})[str(label)] = round(float(weight), 2)
        yield out


def _together(rows: list[Row]) -> dict[str, float]:
    """Log of how much more often than by chance act and attitude occur together; never seen counts as once."""
    pairs = Counter((r.act, r.attitude) for r in rows)
    acts, attitudes = Counter(r.act for r in rows), Counter(r.attitude for r in rows)
    return {
        f"{a}+{b}": round(math.log((pairs[a, b] + 1) * len(rows) / (acts[a] * attitudes[b])), 2)
        for a in ACTS
        for b in ATTITUDES
    }


def _cross_validate(rows: list[Row]) -> None:
    """Prints the share of right labels in five folds, no article in two of them."""
    from sklearn.model_selection import GroupKFold  # type: ignore[import-not-found]

    right = Counter[str]()
    for train, test in GroupKFold(5).split(rows, groups=[row.article for row in rows]):
        act, attitude, checkworthy = _fit([rows[i] for i in train])
        for row in (rows[i] for i in test):
            right["act"] += _best(act, row, ACTS) == row.act
            right["attitude"] += _best(attitude, row, ATTITUDES) == row.attitude
            right["checkworthy"] += (_score(checkworthy, row, CHECKWORTHY) > 0) == row.checkworthy
    print("cross-validated:", {k: round(v / len(rows), 3) for k, v in right.items()})


def _best(weights: Mapping[str, Mapping[str, float]], row: Row, labels: Iterable[str]) -> str:
    return max(labels, key=lambda label: _score(weights, row, label))


def _score(weights: Mapping[str, Mapping[str, float]], row: Row, label: str) -> float:
    empty: dict[str, float] = {}
    return sum(v * weights.get(n, empty).get(label, 0.0) for n, v in [(BIAS, 1.0), *row.features.items()])


def _dump(weights: Mapping[str, Mapping[str, float]], together: Mapping[str, float]) -> str:
    lines = [
        "# Weights of the stance model by feature and label, written by scripts/fit_stance.py. Do not edit by hand.",
        "# The names of features are explained in quoteattr/stance/features.py.",
    ]
    for name, by_label in [("(together)", together), *sorted(weights.items())]:
        values = [f"{label}={value:g}" for label, value in sorted(by_label.items()) if value]
        if values:
            lines.append(f"{name}\t{' '.join(values)}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
