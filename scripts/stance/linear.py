"""Fit the linear model of stance on annotated statements and write its weights.

    python scripts/stance/linear.py STATEMENTS.jsonl quoteattr/lexicon/stance_model.tsv

STATEMENTS.jsonl: from statements.py. Needs scikit-learn, here only; takes about ten minutes with its cross-validation.
Run it again when features, cues or boundaries change much.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from quoteattr.records import ACTS, ATTITUDES
from quoteattr.stance.linear import BIAS, TOGETHER
from quoteattr.stance.network import CHECKWORTHY

# The inverse of its strength, and with which power of its rarity (Sparck Jones 1972) a word is scaled; both chosen by
# cross-validation. So is what the lexicon's view is scaled with: weights of what is scaled up are held down less.
_REGULARIZATION = {"act": 0.2, "attitude": 0.2, "checkworthy": 0.15}
_RARITY = {"act": 1.0, "attitude": 1.0, "checkworthy": 0.0}
_VIEW_SCALE = 1.5
# Tenses say something of check-worthiness only.
_TENSE_SCALE = {"act": 0.0, "attitude": 0.0, "checkworthy": 1.0}
# A gold statement counts as two of the others, which agree with it less. One of the five articles in fixtures/, all of
# which have to come out right, counts as four where one of its statements does not otherwise.
_GOLD_WEIGHT = 2.0
_FIXTURE_WEIGHT = {"act": 2.0, "attitude": 2.0, "checkworthy": 4.0}
_FIXTURES = Path(__file__).parents[2] / "fixtures" / "gold"
_LEAST_SEEN = 3
_FOLDS = 5
# Weights below this are dropped, to keep the file small.
_LEAST_WEIGHT = 0.03
_TONE, _TENSE = "tone:", "tense:"


class Row(NamedTuple):
    """One statement; `view`: those of its features that are the lexicon's view of it."""

    article: str
    features: dict[str, float]
    view: frozenset[str]
    act: str
    attitude: str
    checkworthy: bool
    weight: Mapping[str, float]


def main(statements: str, output: str) -> None:
    rows = list(_rows(Path(statements)))
    seen = Counter(name for row in rows for name in row.features)
    rows = [row._replace(features={k: v for k, v in row.features.items() if seen[k] >= _LEAST_SEEN}) for row in rows]
    print(f"{len(rows)} statements, {len({n for row in rows for n in row.features})} features")
    weights: dict[str, dict[str, float]] = {}
    for model in _fit(rows):
        for name, by_label in model.items():
            weights.setdefault(name, {}).update(by_label)
    Path(output).write_text(_dump(weights, _together(rows)), encoding="utf-8")
    _cross_validate(rows)


def _rows(path: Path) -> Iterator[Row]:
    fixtures = {p.stem for p in _FIXTURES.iterdir()}
    for line in path.read_text(encoding="utf-8").splitlines():
        e = json.loads(line)
        if e["labels"]:
            act, attitude, checkworthy = (e["labels"][name] for name in ("act", "attitude", "checkworthy"))
            gold = dict.fromkeys(_FIXTURE_WEIGHT, _GOLD_WEIGHT if e["kind"] == "gold" else 1.0)
            weight = _FIXTURE_WEIGHT if e["article"] in fixtures else gold
            features = e["features"] | dict.fromkeys(e["words"], 1.0)
            view = frozenset(e["features"])
            yield Row(e["article"], features, view, act, attitude, checkworthy, weight)


def _fit(rows: Iterable[Row]) -> Iterator[dict[str, dict[str, float]]]:
    """Weights by feature and label, one model after the other."""
    from sklearn.feature_extraction import DictVectorizer  # type: ignore[import-not-found]
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found]

    rows = list(rows)
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([row.features for row in rows])
    names = [*vectorizer.get_feature_names_out(), BIAS]
    view = {name for row in rows for name in row.view}
    for field in ("act", "attitude", "checkworthy"):
        scales = _scales(names[:-1], matrix, view, field)
        model = LogisticRegression(C=_REGULARIZATION[field], max_iter=1000, tol=1e-4)
        scaled = matrix.multiply(scales).tocsr()
        model.fit(scaled, [getattr(row, field) for row in rows], sample_weight=[row.weight[field] for row in rows])
        labels = [CHECKWORTHY] if field == "checkworthy" else list(model.classes_)
        out: dict[str, dict[str, float]] = {}
        for label, coefficients, bias in zip(labels, model.coef_, model.intercept_, strict=True):
            for name, weight in zip(names, [*(coefficients * scales), bias], strict=True):
                if abs(weight) >= _LEAST_WEIGHT:
                    out.setdefault(name, {})[str(label)] = round(float(weight), 2)
        yield out


def _scales(names: Sequence[str], matrix: Any, view: AbstractSet[str], field: str) -> NDArray[np.float64]:
    """What each feature is multiplied with before the fit: words by their rarity, the lexicon's view by one number, tones
    by none; 0 for tenses where they say nothing."""
    counts = np.bincount(matrix.indices, minlength=len(names))
    rarity = np.log((1 + matrix.shape[0]) / (1 + counts)) ** _RARITY[field]
    in_view = np.array([name in view for name in names])
    is_tone = np.array([name.startswith(_TONE) for name in names])
    is_tense = np.array([name.startswith(_TENSE) for name in names])
    usual = np.median(rarity[~(in_view | is_tone | is_tense)])
    kinds = [in_view, is_tone, is_tense]
    out: NDArray[np.float64] = np.select(kinds, [_VIEW_SCALE, 1.0, _TENSE_SCALE[field]], rarity / usual)
    return out


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
    for train, test in GroupKFold(_FOLDS).split(rows, groups=[row.article for row in rows]):
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
        "# Weights of the stance model by feature and label, written by scripts/stance/linear.py. Do not edit by hand.",
        "# The names of features are explained in quoteattr/stance/features.py.",
    ]
    for name, by_label in [(TOGETHER, together), *sorted(weights.items())]:
        values = [f"{label}={value:g}" for label, value in sorted(by_label.items()) if value]
        if values:
            lines.append(f"{name}\t{' '.join(values)}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
