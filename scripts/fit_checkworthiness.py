"""Fit the weights of `quoteattr.claims` on annotated articles and write them as TOML.

    python scripts/fit_checkworthiness.py GOLD_DIR quoteattr/lexicon/checkworthiness.toml

Needs scikit-learn, here only. Trains on the gold statements with their gold acts, so that the weights
do not depend on what the grammar finds today.
"""

from __future__ import annotations

import sys
from pathlib import Path

from quoteattr.checkworthiness import features
from quoteattr.evaluation import read_gold
from quoteattr.logistic import Logistic
from quoteattr.spans import Range

# Chosen by five-fold cross-validation on the same folder.
_REGULARIZATION = 0.3


def main(folder: str, output: str) -> None:
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found]
    from sklearn.model_selection import cross_val_score  # type: ignore[import-not-found]

    rows: list[dict[str, float]] = []
    labels: list[bool] = []
    for document in read_gold(Path(folder)).values():
        text = document["text"]
        for g in document["attributions"]:
            if g["optional"]:
                continue
            content = [Range(s["start"], s["end"]) for s in g["content"]]
            frame = _frame(g, content)
            rows.append(features(text, content, frame, g["act"]))
            labels.append(g["checkworthy"])
    names = sorted(rows[0])
    matrix = [[row[name] for name in names] for row in rows]
    model = LogisticRegression(C=_REGULARIZATION, max_iter=1000)
    print("cross-validated accuracy:", cross_val_score(model, matrix, labels, cv=5).mean().round(3))
    model.fit(matrix, labels)
    fitted = Logistic(intercept=model.intercept_[0], weights=dict(zip(names, model.coef_[0], strict=True)))
    comment = "Weights of the check-worthiness model, written by scripts/fit_checkworthiness.py. Do not edit by hand."
    Path(output).write_text(fitted.dump(comment), encoding="utf-8")


def _frame(gold: dict[str, object], content: list[Range]) -> str:
    """The construction as far as positions tell: a clause after its cue, or before it."""
    cue = gold["cue"]
    if not isinstance(cue, dict):
        return "uncued"
    return "incise" if cue["start"] > content[0].start else "que"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
