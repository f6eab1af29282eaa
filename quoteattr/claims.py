"""Claims: whether a statement asserts a checkable fact, and its wording on its own.

Check-worthiness is a logistic model over a few countable features of statement and stance; its weights
are a small data file, fitted by `scripts/fit_checkworthiness.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pydantic import BaseModel, ConfigDict

from quoteattr.attributions.found import Found
from quoteattr.lexicon import load_table
from quoteattr.logistic import Logistic
from quoteattr.records import ACTS, Act
from quoteattr.spans import Range


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


def checkworthiness(text: str, f: Found, act: Act) -> float:
    """How sure it is that the statement asserts at least one verifiable fact about the present or past."""
    return _model().probability(features(text, f.content, f.frame, act))


def wording(text: str, ranges: list[Range]) -> str:
    """The statement as one line: quotation marks at its edges gone, spaces folded."""
    parts = [re.sub(r"\s+", " ", r.of(text).replace("\u00a0", " ")).strip() for r in ranges]
    joined = " ".join(re.sub(r"^[«“\"„]\s*|\s*[»”\"]$", "", p) for p in parts)
    return joined.strip()
