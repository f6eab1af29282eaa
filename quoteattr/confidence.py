"""How sure a record is: the share of records with evidence like its own that are found and attributed rightly.

A logistic model over the construction that found the record, its marks, and how its source was resolved. The
weights (`lexicon/confidence.toml`) are fitted on annotated articles by `scripts/fit_confidence.py`, so that the
number reads as a probability: of the records with 0.9, nine in ten name the right speaker of something said.
"""

from __future__ import annotations

from functools import cache

from quoteattr.attributions import Found
from quoteattr.lexicon import load_table
from quoteattr.logistic import Logistic
from quoteattr.records import Kind
from quoteattr.speakers import Link

_CONSTRUCTIONS = ("incise", "finite", "according", "uncued", "gerund", "infinitive", "participle")
_FRAMES = ("que", "np", "de", "a", "quote", "inf", "attr")
_FORMS = ("name", "pronoun", "role", "description", "organization", "state", "group")
# In code points: a statement of a word or two is often a term in quotation marks; a source of so few is a pronoun.
_SHORT_STATEMENT = 25
_SHORT_SOURCE = 6
_MANY_MENTIONS = 5


def evidence(text: str, f: Found, link: Link | None, kind: Kind, incomplete: bool) -> dict[str, float]:
    """What the model looks at, by name, each between 0 and 1.

    `kind`: of the statement; `incomplete`: a quotation mark is missing, so that an end of the statement is a guess.
    """
    source = f.source.of(text) if f.source else ""
    construction = f.rule.split("-")[0]
    how = link.how if link else "none"
    out = {f"construction_{c}": float(construction == c) for c in _CONSTRUCTIONS}
    out |= {f"frame_{c}": float(f.frame == c) for c in _FRAMES}
    out |= {f"speaker_by_{c}": float(how == c) for c in (*_FORMS, "none")}
    out["incomplete_marks"] = float(incomplete)
    out["no_cue"] = float(f.cue is None)
    out["no_source"] = float(f.source is None)
    out["unresolved_source"] = float(link is None and f.source is not None)
    out["direct"] = float(kind == "direct")
    out["several_spans"] = float(len(f.content) > 1)
    out["short_statement"] = float(sum(r.end - r.start for r in f.content) < _SHORT_STATEMENT)
    out["short_source"] = float(len(source) < _SHORT_SOURCE)
    out["capital_source"] = float(source[:1].isupper())
    out["named_speaker"] = float(bool(link and link.entity))
    out["mentions"] = min(len(link.mentions), _MANY_MENTIONS) / _MANY_MENTIONS if link else 0.0
    return out


@cache
def _model() -> Logistic:
    return load_table("confidence.toml", Logistic)


def confidence(values: dict[str, float]) -> float:
    """The probability that a record with this evidence is found rightly and names the right speaker."""
    return _model().probability(values)
