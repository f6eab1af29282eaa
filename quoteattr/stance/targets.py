"""Where the target of an attitude is: the run of words that agrees best with all that the network thinks possible.

The network gives every run of words a probability (`Judgement`). The likeliest run alone is often a lucky one: five that
differ in where they end share what speaks for them. So the run is taken of which the network expects that it shares half
of its words or more with the target, and as many as it can: the least expected loss (Kumar and Byrne 2004, *Minimum Bayes-risk
decoding for statistical machine translation*).
"""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from quoteattr.lexicon.closed import words
from quoteattr.spans import Range
from quoteattr.stance.network import MAX_TARGET, IntArray, Judgement
from quoteattr.stance.reading import CAPITALIZED, Token

# How many runs are weighed, the likeliest ones; which share of the words, all of two runs together, makes them agree
# (as in `quoteattr evaluate`); and what the share itself is worth beside. The last was chosen on the training gold with a
# network that had not learned from it: without it, phrases run on into the verb behind them.
_RUNS, _AGREE, _SHARE = 80, 0.5, 0.5
# White space between two words is never so long, in code points: words were left out there, the middle of a long statement.
_GAP = 20
# No target goes on behind the end of a sentence; a full stop after so few letters rather shortens a word: M.
_STOPS, _SHORT = frozenset(".!?…"), 2


def likeliest_target(judgement: Judgement, source: Range | None = None, within: Range | None = None) -> Range | None:
    """The target of a statement with an attitude: words of the statement, or of those read around it, never of its
    source; where some of them stand `within` a range, these only. None where nothing is left."""
    tokens = judgement.tokens
    first, last, scores = _runs(judgement, source)
    if within is not None:
        inside = np.array([within.start <= t.range.start and t.range.end <= within.end for t in tokens])
        kept = inside[first] & inside[last]
        if kept.any():
            first, last, scores = first[kept], last[kept], scores[kept]
    order = np.argsort(-scores, kind="stable")[:_RUNS]
    if not len(order):
        return None
    first, last = first[order], last[order]
    chances = np.exp(scores[order] - scores[order[0]])
    shared = _shared(tokens, first, last)
    gain = ((shared >= _AGREE) + _SHARE * shared) @ chances
    phrase = _words(tokens)[first] & _may_end(tokens)[last]
    if not phrase.any():
        return None
    best = int(np.where(phrase, gain, -1).argmax())
    return Range(tokens[first[best]].range.start, tokens[last[best]].range.end)


def _runs(j: Judgement, source: Range | None) -> tuple[IntArray, IntArray, NDArray[np.float32]]:
    """First and last word of every run that can be a target, with its score."""
    tokens = j.tokens
    count = len(tokens)
    first = np.repeat(np.arange(count), MAX_TARGET)
    last = first + np.tile(np.arange(MAX_TARGET), count)
    first, last = first[last < count], last[last < count]
    place = np.array([t.place for t in tokens])
    barred = np.array([source is not None and t.range.overlaps(source) for t in tokens])
    stop = np.array([t.key in _STOPS and n > 0 and len(tokens[n - 1].key) > _SHORT for n, t in enumerate(tokens)])
    gap = np.array([False, *(b.range.start - a.range.end > _GAP for a, b in pairwise(tokens))])
    barred_before, gaps_before = np.concatenate([[0], np.cumsum(barred)]), np.cumsum(gap)
    possible = place[first] == place[last]
    possible &= barred_before[last + 1] == barred_before[first]
    possible &= gaps_before[last] == gaps_before[first]
    stops_before = np.concatenate([[0], np.cumsum(stop)])
    possible &= stops_before[last] == stops_before[first]
    first, last = first[possible], last[possible]
    pairs = np.einsum("ij,ij->i", j.begins[first], j.ends[last]) / math.sqrt(j.begins.shape[1])
    return first, last, j.sides[first, 0] + j.sides[last, 1] + pairs


def _shared(tokens: list[Token], first: IntArray, last: IntArray) -> NDArray[np.float64]:
    """How far each two runs share their words: twice the shared ones by all of both; marks, and the determiner that a run
    begins with, are not counted."""
    counted = np.concatenate([[0], np.cumsum(_words(tokens))])
    determiner = np.array([t.key in words().determiners for t in tokens])
    first = np.where(determiner[first] & (counted[last + 1] - counted[first] > 1), first + 1, first)
    size = counted[last + 1] - counted[first]
    begin, end = np.maximum(first[:, None], first), np.minimum(last[:, None], last)
    both = np.maximum(counted[end + 1] - counted[begin], 0)
    out: NDArray[np.float64] = 2 * both / np.maximum(size[:, None] + size, 1)
    return out


def _words(tokens: list[Token]) -> NDArray[np.bool_]:
    return np.array([t.key[0].isalnum() for t in tokens])


def _may_end(tokens: list[Token]) -> NDArray[np.bool_]:
    """A phrase ends with no mark, with no word that opens what follows, and not between two words of a name."""
    out = np.array([t.key[0].isalnum() and t.key not in _openers() for t in tokens])
    for n, (a, b) in enumerate(pairwise(tokens)):
        if a.shape in CAPITALIZED and b.shape in CAPITALIZED and b.range.start - a.range.end <= 1:
            out[n] &= a.place != b.place
    return out


@cache
def _openers() -> frozenset[str]:
    """Words that open what follows them, so that no phrase ends with one."""
    w = words()
    return w.determiners | w.of | w.to | w.that | w.relatives | w.never_last
