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
# How much the habit of act and attitude to go together counts beside the words, chosen on the annotated articles.
_TOGETHER = 0.3


@dataclass(frozen=True, slots=True)
class StanceModel:
    """`weights`: by feature, the labels it speaks for or against; `together`: of act and attitude, how much more often
    they occur together than by chance (log)."""

    weights: Mapping[str, Mapping[str, float]]
    together: Mapping[tuple[str, str], float]

    def scores(self, features: Mapping[str, float]) -> dict[str, float]:
        """The summed weights of every label."""
        out = dict.fromkeys((*ACTS, *ATTITUDES, CHECKWORTHY), 0.0)
        for name, value in ((BIAS, 1.0), *features.items()):
            for label, weight in self.weights.get(name, {}).items():
                out[label] += weight * value
        return out

    def decide(self, scores: Mapping[str, float]) -> tuple[Act, Attitude]:
        """The likeliest act and attitude."""
        acts = {a: scores[a] for a in ACTS}
        attitudes = {a: scores[a] for a in ATTITUDES}
        # Unnormalized log probabilities: the two constants change no order.
        return max(
            ((act, attitude) for act in ACTS for attitude in ATTITUDES),
            key=lambda p: acts[p[0]] + attitudes[p[1]] + _TOGETHER * self.together.get(p, 0.0),
        )


def probability(score: float) -> float:
    """The logistic function."""
    return 1 / (1 + math.exp(-score))


@cache
def stance_model() -> StanceModel:
    """The model of the lexicon. Raises LexiconError for a line that cannot be read."""
    weights: dict[str, dict[str, float]] = {}
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
            weights[name] = values
    return StanceModel(weights, together)
