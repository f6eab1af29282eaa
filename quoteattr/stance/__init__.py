"""Stance: what the speaker does with the statement, how they stand to its target, and whether it can be checked.

A cue with a stance of its own decides (`rules`). Where the cue is neutral, two models weigh the words of the statement
with the lexicon's view of them (`features`): a linear one (`linear`), and a small network that reads the words in their
order (`reading`, `network`). Their scores are added.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from quoteattr.attributions.found import Found
from quoteattr.certainty import certainty_of
from quoteattr.lexicon.evaluation import cessation
from quoteattr.records import ACTS, ATTITUDES, Act, Attitude, Certainty
from quoteattr.segment import sentences_of
from quoteattr.spans import Range
from quoteattr.stance.features import features, word_features
from quoteattr.stance.linear import linear_model
from quoteattr.stance.network import CHECKWORTHY, NUMBER, Floats, Judgement, Statement, stance_network
from quoteattr.stance.reading import read
from quoteattr.stance.rules import Lexical, lexical_stance

__all__ = ["StanceFound", "judge", "statement_of"]

# How much each model counts, and the habit of act and attitude to go together; chosen by the figures on the development
# set among a few values.
_NETWORK, _LINEAR, _TOGETHER = 0.5, 0.7, 0.6
# How many words of a statement are named as what decided, and from which share of the score on.
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


def statement_of(text: str, f: Found, lexical: Lexical | None = None) -> Statement:
    """What the models read of an attribution."""
    view = features(text, f, lexical or lexical_stance(text, f))
    return Statement(read(text, f), view, word_features(_said(text, f.content)))


def _said(text: str, ranges: Sequence[Range]) -> str:
    return " ".join(r.of(text) for r in ranges)


def judge(text: str, found: Sequence[Found]) -> list[StanceFound]:
    """The stance of each attribution of a text, with the words that decided and the phrase that it is about."""
    lexical = [lexical_stance(text, f) for f in found]
    parts = [sentences_of(text, f.content) for f in found]
    parts = [sentences if len(sentences) > 1 else [] for sentences in parts]
    statements = [statement_of(text, f, view) for f, view in zip(found, lexical, strict=True)]
    judged = stance_network().judge(statements)
    out = [_stance(text, *all_of) for all_of in zip(found, lexical, judged, statements, strict=True)]
    for stance, sentences, of_all, statement in zip(out, parts, judged, statements, strict=True):
        for ranges in sentences:
            alone = Statement([], statement.features, word_features(_said(text, ranges)))
            stance.sentences.append((ranges, _checkworthiness(_scores(of_all.scores_of(ranges), alone))))
    return out


def _stance(text: str, f: Found, lexical: Lexical, judged: Judgement, statement: Statement) -> StanceFound:
    stance = StanceFound(lexical.act, lexical.attitude, evidence=lexical.evidence)
    scores = _scores(judged.scores, statement)
    stance.checkworthy = _checkworthiness(scores)
    act, attitude = _decided(scores)
    if not lexical.firm and (act, attitude) != (lexical.act, lexical.attitude):
        labels = [label for label in (act, attitude) if label not in ("state", "neutral")]
        words = judged.words_for(labels, _WORDS, _TELLING) if labels else []
        kept = lexical.evidence if act == lexical.act else [f.cue.range] if f.cue else []
        stance.act, stance.attitude, stance.evidence = act, attitude, _in_order([*kept, *words])
    stance.certainty, how_sure = certainty_of(text, f, stance.act)
    if how_sure is not None:
        stance.evidence = _in_order([*stance.evidence, how_sure])
    if stance.attitude != "neutral":
        stance.target = _target(text, judged.target_range(), lexical)
    return stance


_OF = re.compile(r"[ \u00a0]*(?:de la[ \u00a0]|de l['’]|du[ \u00a0]|des[ \u00a0]|de[ \u00a0]|d['’])")


def _target(text: str, target: Range | None, lexical: Lexical) -> Range | None:
    """The phrase that an attitude is about: what has to stop, without the word for stopping (*l'abandon du projet*), and
    nothing where only the evaluation itself was pointed at (*C'est une honte*)."""
    if target is None:
        return None
    stop = cessation().match(text, *target)
    of = _OF.match(text, stop.end(), target.end) if stop else None
    if of is not None and of.end() < target.end:
        target = Range(of.end(), target.end)
    evaluated = lexical.act in ("condemn", "endorse") and lexical.expressions
    if evaluated and any(r.start < target.end and target.start < r.end for _, r in lexical.expressions):
        return None
    return target


def _scores(network: Floats, statement: Statement) -> Floats:
    """Of every label in the order of `LABELS`; of acts and attitudes as log probabilities, but for constants."""
    return _NETWORK * network + _LINEAR * linear_model().scores(statement.features, statement.words)


def _decided(scores: Floats) -> tuple[Act, Attitude]:
    """The likeliest act and attitude, read together."""
    acts, attitudes = scores[: len(ACTS), None], scores[None, len(ACTS) : len(ACTS) + len(ATTITUDES)]
    best = int(np.argmax(acts + attitudes + _TOGETHER * linear_model().together))
    return ACTS[best // len(ATTITUDES)], ATTITUDES[best % len(ATTITUDES)]


def _checkworthiness(scores: Floats) -> float:
    return 1 / (1 + math.exp(-float(scores[NUMBER[CHECKWORTHY]])))


def _in_order(ranges: list[Range]) -> list[Range]:
    """Each range once, the cue first as given, the others by place."""
    return list(dict.fromkeys([*ranges[:1], *sorted(ranges[1:])]))
