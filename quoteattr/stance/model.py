"""The fitted model of stance: one weight for each feature and label, in lexicon/stance_model.tsv.

Three logistic models over the same features, for act, attitude and check-worthiness; `scripts/fit_stance.py` fits and
writes them. Act and attitude are read together: how often they go with each other in the annotations counts, too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from quoteattr.lexicon import LexiconError, read_lexicon
from quoteattr.records import ACTS, ATTITUDES, Act, Attitude

NAME = "stance_model.tsv"
CHECKWORTHY = "checkworthy"
BIAS = "(bias)"
# How much the habit of act and attitude to go together counts beside the words, chosen by the figures on the development set.
_TOGETHER = 0.3


LABELS: tuple[str, ...] = (*ACTS, *ATTITUDES)
_NUMBER = {label: n for n, label in enumerate(LABELS)}


@dataclass(frozen=True, slots=True)
class StanceModel:
    """`weights`: by feature, the numbers of the labels (in `LABELS`) that it speaks for or against, with how much;
    `checkworthy`: by feature, its weight for check-worthiness, which is asked for more often than the others;
    `together`: of act and attitude, how much more often they occur together than by chance (log)."""

    weights: Mapping[str, tuple[tuple[int, float], ...]]
    checkworthy: Mapping[str, float]
    together: Mapping[tuple[str, str], float]

    def checkworthiness(self, features: Mapping[str, float]) -> float:
        """How likely it is that a statement asserts a verifiable fact about the present or past."""
        get = self.checkworthy.get
        return probability(self.checkworthy[BIAS] + sum(get(name, 0.0) * value for name, value in features.items()))

    def scores(self, features: Mapping[str, float]) -> dict[str, float]:
        """The summed weights of every act and attitude."""
        out = [0.0] * len(LABELS)
        for number, weight in self.weights[BIAS]:
            out[number] = weight
        get = self.weights.get
        for name, value in features.items():
            for number, weight in get(name, ()):
                out[number] += weight * value
        return dict(zip(LABELS, out, strict=True))

    def weight(self, name: str, label: str) -> float:
        """How much a feature speaks for a label."""
        return dict(self.weights.get(name, ())).get(_NUMBER[label], 0.0)

    def decide(self, scores: Mapping[str, float]) -> tuple[Act, Attitude]:
        """The likeliest act and attitude."""
        # Unnormalized log probabilities: the two constants change no order.
        return max(
            ((act, attitude) for act in ACTS for attitude in ATTITUDES),
            key=lambda p: scores[p[0]] + scores[p[1]] + _TOGETHER * self.together.get(p, 0.0),
        )


def probability(score: float) -> float:
    """The logistic function."""
    return 1 / (1 + math.exp(-score))


@cache
def stance_model() -> StanceModel:
    """The model of the lexicon. Raises LexiconError for a line that cannot be read."""
    weights: dict[str, tuple[tuple[int, float], ...]] = {BIAS: ()}
    checkworthy: dict[str, float] = {BIAS: 0.0}
    together: dict[tuple[str, str], float] = {}
    for number, line in enumerate(read_lexicon(NAME).splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        try:
            name, _, rest = line.partition("\t")
            values = {label: float(value) for label, _, value in (part.partition("=") for part in rest.split(" "))}
        except ValueError:
            raise LexiconError(f"{NAME}, line {number}: expected a feature, a tab, and label=weight pairs") from None
        if name == "(together)":
            together |= {(a, b): v for key, v in values.items() for a, _, b in [key.partition("+")]}
        else:
            if CHECKWORTHY in values:
                checkworthy[name] = values.pop(CHECKWORTHY)
            weights[name] = tuple((_NUMBER[label], value) for label, value in values.items())
    return StanceModel(weights, checkworthy, together)
