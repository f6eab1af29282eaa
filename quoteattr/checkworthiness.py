"""Check-worthiness: whether a statement asserts a fact about the present or past that can be verified.

A logistic model over a few countable features of statement and stance; its weights are a small data file, fitted by
`scripts/fit_checkworthiness.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pydantic import BaseModel, ConfigDict

from quoteattr.lexicon import load_table
from quoteattr.logistic import Logistic
from quoteattr.records import ACTS, Act
from quoteattr.spans import Range

#: The score from which a statement counts as check-worthy.
CHECKWORTHY = 0.5


class _Features(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    patterns: dict[str, re.Pattern[str]]


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return load_table("claims.toml", _Features).patterns


@cache
def _model() -> Logistic:
    return load_table("checkworthiness.toml", Logistic)


def features(text: str, content: Sequence[Range], frame: str, act: Act) -> dict[str, float]:
    """What the model looks at: indicators of tense, person, figures and opinion, the act, the length."""
    statement = " ".join(r.of(text) for r in content)
    words = len(statement.split())
    out = {name: float(bool(p.search(statement))) for name, p in _patterns().items()}
    out |= {f"act_{a}": float(a == act) for a in ACTS}
    out["short"] = float(words < 6)
    out["long"] = min(words, 60) / 60
    out["clause"] = float(frame in ("que", "incise", "according", "uncued"))
    out["quoted"] = float(statement[:1] in '«"“')
    return out


def checkworthiness(text: str, content: Sequence[Range], frame: str, act: Act) -> float:
    """How sure it is that the statement asserts at least one verifiable fact about the present or past."""
    return _model().probability(features(text, content, frame, act))
