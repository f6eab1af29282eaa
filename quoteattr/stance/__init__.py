"""Stance: what the speaker does with the statement, and how they stand to its target.

A cue with a stance of its own decides (`rules`). Where the cue is neutral, a fitted model (`model`) weighs the words of
the statement with the lexicon's view of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from quoteattr.attributions.found import Found
from quoteattr.certainty import certainty_of
from quoteattr.records import Act, Attitude, Certainty
from quoteattr.spans import Range
from quoteattr.stance.features import TOKEN, features, normal
from quoteattr.stance.model import StanceModel, stance_model
from quoteattr.stance.rules import lexical_stance
from quoteattr.targets import find_target

__all__ = ["StanceFound", "checkworthiness", "judge"]

# How many words of a statement are named as what decided, and from which weight on.
_WORDS = 2
_TELLING = 0.15


@dataclass(slots=True)
class StanceFound:
    """The stance of one attribution; `evidence`: the words that decided; `features`: what the model saw;
    `checkworthy`: how sure it is that the statement asserts a verifiable fact about the present or past."""

    act: Act
    attitude: Attitude
    certainty: Certainty = "unknown"
    evidence: list[Range] = field(default_factory=list)
    target: Range | None = None
    features: dict[str, float] = field(default_factory=dict)
    checkworthy: float = 0.0


def judge(text: str, f: Found) -> StanceFound:
    """The stance of one attribution, with the words that decided and the phrase that it is about."""
    lexical = lexical_stance(text, f)
    values = features(text, f, lexical)
    model = stance_model()
    stance = StanceFound(lexical.act, lexical.attitude, evidence=lexical.evidence, features=values)
    stance.checkworthy = model.checkworthiness(values)
    where = lexical.where
    if not lexical.firm:
        act, attitude = model.decide(model.scores(values))
        if (act, attitude) != (lexical.act, lexical.attitude):
            words = _telling_words(text, f, model, act, attitude)
            if act != lexical.act:
                where = words[0] if words else None
            kept = lexical.evidence if act == lexical.act else [f.cue.range] if f.cue else []
            stance.act, stance.attitude, stance.evidence = act, attitude, _in_order([*kept, *words])
    stance.certainty, how_sure = certainty_of(text, f, stance.act)
    if how_sure is not None:
        stance.evidence = _in_order([*stance.evidence, how_sure])
    if stance.attitude != "neutral" and (lexical.attitude == stance.attitude or where):
        against, command = stance.attitude == "against", stance.act in ("demand", "commit")
        stance.target = find_target(text, f, where, against, command)
    return stance


def checkworthiness(text: str, f: Found) -> float:
    """How sure it is that an attribution that was not judged, such as one sentence of a statement, asserts at least one
    verifiable fact about the present or past."""
    return stance_model().checkworthiness(features(text, f, lexical_stance(text, f)))


def _telling_words(text: str, f: Found, model: StanceModel, act: Act, attitude: Attitude) -> list[Range]:
    """The words of the statement that speak loudest for what it was judged to be; none for a plain statement."""
    labels = [label for label in (act, attitude) if label not in ("state", "neutral")]
    found: list[tuple[float, Range]] = []
    for r in f.content:
        read = normal(r.of(text))
        # Lower case can be longer (İ): then places in it are no places in the text.
        for match in TOKEN.finditer(read) if len(read) == len(r) else ():
            word = match.group()
            names = (f"word:{word}", f"stem:{word[:5]}")
            weight = sum(model.weight(name, label) for name in names for label in labels)
            if weight >= _TELLING:
                found.append((-weight, Range(r.start + match.start(), r.start + match.end())))
    return [r for _, r in sorted(found)[:_WORDS]]


def _in_order(ranges: list[Range]) -> list[Range]:
    """Each range once, the cue first as given, the others by place."""
    return list(dict.fromkeys([*ranges[:1], *sorted(ranges[1:])]))
