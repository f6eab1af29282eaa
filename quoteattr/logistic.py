"""A logistic model as data: an intercept and one weight a feature, in a small TOML file of the lexicon.

Such a file is written by a script in `scripts/`, which fits it with scikit-learn; reading it needs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict


class Logistic(BaseModel):
    """Weights of a logistic model; a feature without a weight does not count."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    intercept: float
    weights: dict[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        """Between 0 and 1, for feature values by name."""
        total = self.intercept + sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return 1 / (1 + math.exp(-total))

    def dump(self, comment: str) -> str:
        """The file to store: TOML under a line of comment, weights in the order of their names."""
        lines = [f"# {comment}", "", f"intercept = {self.intercept:.3f}", "", "[weights]"]
        lines += [f"{name} = {weight:.3f}" for name, weight in sorted(self.weights.items())]
        return "\n".join(lines) + "\n"
