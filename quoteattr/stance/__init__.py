"""Stance: what the speaker does with the statement, how they stand to its target, and whether it can be checked.

A cue with a stance of its own decides (`rules`). Where the cue is neutral, two models weigh the words of the statement
with the lexicon's view of them (`features`): a linear one (`linear`), and a small network that reads the words in their
order (`reading`, `network`). Their scores are added.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from quoteattr.attributions.found import Found
from quoteattr.certainty import certainty_of
from quoteattr.lexicon.closed import words as closed_words
from quoteattr.lexicon.evaluation import before_what_stops
from quoteattr.records import ACTS, ATTITUDES, Act, Attitude, Certainty
from quoteattr.segment import sentences_of
from quoteattr.spans import Range
from quoteattr.stance.features import features, word_features
from quoteattr.stance.linear import linear_model
from quoteattr.stance.network import CHECKWORTHY, LABELS, NUMBER, Floats, Judgement, Statement, stance_network
from quoteattr.stance.reading import CAPITALIZED, Token, read
from quoteattr.stance.rules import Lexical, lexical_stance
from quoteattr.stance.targets import likeliest_target

__all__ = ["StanceFound", "judge", "said"]

# How much each model counts, and the habit of act and attitude to go together; chosen by the figures on the development
# set, and on the training gold with models that had not learned from it, among some thirty settings.
_NETWORK: Floats = np.array([0.5 if label == CHECKWORTHY else 0.35 for label in LABELS], dtype=np.float32)
_HABIT = 1 / 4
# From which probability on the linear model's word is enough for a plain statement: no label on the development set or
# the training gold gets worse by more than 0.002, and a third of all statements need not be read by the network.
_SURE_OF_ACT, _SURE = 0.7, 0.65
# Added to the log odds of check-worthiness. The gold calls more statements check-worthy than the annotations that the
# models learned from, above all what somebody denies (13 of 15 denials in the training gold, one in two in the
# annotations), while a warning is of what may come; chosen the same way.
_GENEROUS = 0.7
_OF_ACT: dict[Act, float] = {"deny": 1.2, "warn": -1.0}
_ACT, _ATTITUDE = slice(len(ACTS)), slice(len(ACTS), len(ACTS) + len(ATTITUDES))
# How many words of a statement are named as what decided, and from which part of the score on.
_WORDS = 2
_TELLING = 0.15


@dataclass(slots=True)
class StanceFound:
    """The stance of one attribution; `evidence`: the words that decided; `checkworthy`: how sure it is that the
    statement asserts a verifiable fact about the present or past; `sentences`: of a statement that has several, the
    ranges of each and how sure the same is of it."""

    act: Act
    attitude: Attitude
    certainty: Certainty = "unknown"
    evidence: list[Range] = field(default_factory=list)
    target: Range | None = None
    checkworthy: float = 0.0
    sentences: list[tuple[list[Range], float]] = field(default_factory=list)


def said(text: str, content: Sequence[Range]) -> str:
    """The words of a statement, without what interrupts it."""
    return " ".join(r.of(text) for r in content)


def judge(text: str, found: Sequence[Found]) -> list[StanceFound]:
    """The stance of each attribution of a text, with the words that decided and the phrase that it is about."""
    lexical = [lexical_stance(text, f) for f in found]
    parts = [sentences_of(text, f.content) for f in found]
    parts = [sentences if len(sentences) > 1 else [] for sentences in parts]
    views = [features(text, f, view) for f, view in zip(found, lexical, strict=True)]
    linear = [
        linear_model().scores(view, word_features(said(text, f.content))) for f, view in zip(found, views, strict=True)
    ]
    asked = [n for n, view in enumerate(lexical) if not _plain(view, linear[n])]
    read_by_network = stance_network().judge([Statement(read(text, found[n]), views[n]) for n in asked])
    judged = dict(zip(asked, read_by_network, strict=True))
    out = []
    for n, (f, view, sentences) in enumerate(zip(found, lexical, parts, strict=True)):
        network = judged.get(n)
        stance = _stance(text, f, view, linear[n], network)
        for ranges in sentences:
            alone = linear_model().scores(views[n], word_features(said(text, ranges)))
            both = _together(alone, network.scores_of(ranges) if network else None)
            # The act is that of the whole statement: a sentence of a warning may tell what it is about.
            stance.sentences.append((ranges, _checkworthiness(both, "state")))
        out.append(stance)
    return out


def _plain(lexical: Lexical, linear: Floats) -> bool:
    """Whether the linear model is so sure of a statement without any attitude that the network, which takes ten times as
    long, need not be asked."""
    checkworthy = _checkworthiness(linear, lexical.act if lexical.firm else "state")
    if max(checkworthy, 1 - checkworthy) < _SURE:
        return False
    if lexical.firm:
        return lexical.attitude == "neutral"
    acts, attitudes = _shares(linear[_ACT]), _shares(linear[_ATTITUDE])
    return acts[ACTS.index("state")] >= _SURE_OF_ACT and attitudes[ATTITUDES.index("neutral")] >= _SURE


def _stance(text: str, f: Found, lexical: Lexical, linear: Floats, network: Judgement | None) -> StanceFound:
    stance = StanceFound(lexical.act, lexical.attitude, evidence=lexical.evidence)
    scores = _together(linear, network.scores if network else None)
    act, attitude = _decided(scores)
    if not lexical.firm and (act, attitude) != (lexical.act, lexical.attitude):
        labels = [label for label in (act, attitude) if label not in ("state", "neutral")]
        words = network.words_for(labels, _WORDS, _TELLING) if network and labels else []
        kept = lexical.evidence if act == lexical.act else [f.cue.range] if f.cue else []
        stance.act, stance.attitude, stance.evidence = act, attitude, _in_order([*kept, *words])
    stance.checkworthy = _checkworthiness(scores, stance.act)
    stance.certainty, how_sure = certainty_of(text, f, stance.act)
    if how_sure is not None:
        stance.evidence = _in_order([*stance.evidence, how_sure])
    if network and stance.attitude != "neutral":
        target = likeliest_target(network, f.source, _whom_it_judges(network.tokens, f, lexical))
        stance.target = _target(text, network.tokens, target, lexical)
    return stance


def _target(text: str, tokens: Sequence[Token], target: Range | None, lexical: Lexical) -> Range | None:
    """The phrase that an attitude is about: what has to stop, without the word for stopping (*l'abandon du projet*), and
    nothing where only words of the evaluation itself were pointed at (*C'est une honte*)."""
    if target is None:
        return None
    stop = before_what_stops().match(text, *target)
    if stop is not None and stop.end() < target.end:
        target = Range(stop.end(), target.end)
    evaluations = [r for _, r in lexical.expressions] if lexical.act in ("condemn", "endorse") else []
    if evaluations and all(
        t.key in closed_words().determiners or any(t.range.overlaps(r) for r in evaluations)
        for t in _words_in(tokens, target)
    ):
        return None
    return target


def _whom_it_judges(tokens: Sequence[Token], f: Found, lexical: Lexical) -> Range | None:
    """Where the person or thing stands that the cue itself blames or praises, between it and what for: accuse | le maire
    d'| avoir menti, reproche | à la banque de | cacher ses pertes. None where nothing stands there."""
    if f.cue is None or f.passive or not lexical.firm or lexical.act not in ("condemn", "endorse"):
        return None
    between = Range(f.cue.range.end, max(f.cue.range.end, f.content[0].start))
    found = _words_in(tokens, between)
    # A phrase, not just when or how: l'accuse | mardi d'| avoir menti
    if not any(t.key in closed_words().determiners or t.shape in CAPITALIZED for t in found[:-1]):
        return None
    named = f.cue.lexeme.entry.person or (f.frame == "de" and found[0].key in closed_words().to)
    return between if named else None


def _words_in(tokens: Sequence[Token], r: Range) -> list[Token]:
    return [t for t in tokens if r.start <= t.range.start and t.range.end <= r.end and t.key[0].isalnum()]


def _together(linear: Floats, network: Floats | None) -> Floats:
    """Scores of every label in the order of `LABELS`: the linear model's alone where the network was not asked, or has not
    read the words in question."""
    return linear if network is None else _NETWORK * network + (1 - _NETWORK) * linear


def _decided(scores: Floats) -> tuple[Act, Attitude]:
    """The likeliest act and attitude, read together."""
    pairs = scores[_ACT, None] + scores[None, _ATTITUDE] + _HABIT * linear_model().together
    best = int(np.argmax(pairs))
    return ACTS[best // len(ATTITUDES)], ATTITUDES[best % len(ATTITUDES)]


def _shares(scores: Floats) -> list[float]:
    """The probabilities of labels of which one holds."""
    powers = np.exp(scores - scores.max())
    out: list[float] = (powers / powers.sum()).tolist()
    return out


def _checkworthiness(scores: Floats, act: Act) -> float:
    odds = float(scores[NUMBER[CHECKWORTHY]]) + _GENEROUS + _OF_ACT.get(act, 0.0)
    return 1 / (1 + math.exp(-odds))


def _in_order(ranges: list[Range]) -> list[Range]:
    """Each range once, the cue first as given, the others by place."""
    return list(dict.fromkeys([*ranges[:1], *sorted(ranges[1:])]))
