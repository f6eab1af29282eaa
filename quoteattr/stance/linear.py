"""The linear model of stance: one weight for each feature and label, in lexicon/stance_model.tsv.

Three logistic models over the words of a statement and the lexicon's view of them, for act, attitude and
check-worthiness; `scripts/stance/linear.py` fits and writes them. Their scores are added to the network's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from quoteattr.lexicon import LexiconError, read_lexicon
from quoteattr.records import ACTS, ATTITUDES
from quoteattr.stance.network import LABELS, NUMBER

NAME = "stance_model.tsv"
BIAS = "(bias)"
TOGETHER = "(together)"

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LinearModel:
    """`rows`: by feature, its row in `weights`, shape (features, labels), with the labels in the order of `LABELS`;
    `together`: shape (acts, attitudes), how much more often they occur together than by chance (log)."""

    rows: Mapping[str, int]
    weights: Floats
    together: Floats

    def scores(self, *features: Mapping[str, float]) -> Floats:
        """The summed weights of every label."""
        get = self.rows.get
        given = chain([(BIAS, 1.0)], *(values.items() for values in features))
        known = [(row, value) for name, value in given if (row := get(name)) is not None]
        out: Floats = np.array([v for _, v in known], dtype=np.float32) @ self.weights[[row for row, _ in known]]
        return out


@cache
def linear_model() -> LinearModel:
    """The model of the lexicon. Raises LexiconError for a line that cannot be read."""
    rows: dict[str, int] = {}
    lines = [line for line in enumerate(read_lexicon(NAME).splitlines(), start=1) if line[1] and line[1][0] != "#"]
    weights = np.zeros((len(lines), len(LABELS)), dtype=np.float32)
    together: dict[str, float] = {}
    for number, line in lines:
        name, _, rest = line.partition("\t")
        try:
            values = {label: float(value) for label, _, value in (part.partition("=") for part in rest.split(" "))}
            if name == TOGETHER:
                together = values
                continue
            row = rows[name] = len(rows)
            for label, value in values.items():
                weights[row, NUMBER[label]] = value
        except (ValueError, KeyError):
            raise LexiconError(f"{NAME}, line {number}: expected a feature, a tab, and label=weight pairs") from None
    pairs = [[together.get(f"{act}+{attitude}", 0.0) for attitude in ATTITUDES] for act in ACTS]
    return LinearModel(rows, weights, np.array(pairs, dtype=np.float32))
