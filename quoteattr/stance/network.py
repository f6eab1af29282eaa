"""The stance network: a small convolutional network over the words of a statement; its weights are in network.npz.

It learned from annotated statements and from a larger network (Hinton, Vinyals and Dean 2015, *Distilling the knowledge
in a neural network*); see scripts/stance/. The score of a label is a weighted mean over the words, so that what
each word, as read in its statement, added to it can be told: a record's evidence. All statements of a text are read in
one pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from thinc.api import NumpyOps

from quoteattr.lexicon.closed import words
from quoteattr.lexicon.entities import fold
from quoteattr.records import ACTS, ATTITUDES
from quoteattr.spans import Range
from quoteattr.stance.reading import INSIDE, PLACES, STEM, SUFFIX, Token

NAME = "network.npz"
CHECKWORTHY = "checkworthy"
LABELS: tuple[str, ...] = (*ACTS, *ATTITUDES, CHECKWORTHY)
NUMBER = {label: n for n, label in enumerate(LABELS)}
# Added to a variance before its root is taken, as in training.
_EPSILON = 1e-5
MAX_TARGET = 15  # words
# How many words away the neighbours stand that each layer sees.
REACHES = (1, 2, 4)

Floats = NDArray[np.float32]
IntArray = NDArray[np.int64]


class Statement(NamedTuple):
    """What is read of one statement: its words, and the lexicon's view of it by name (`quoteattr.stance.features`)."""

    tokens: list[Token]
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The network's view of one statement of n words.

    `scores`: shape (labels,), in the order of `LABELS`; acts and attitudes are unnormalized log probabilities,
    check-worthiness is log odds. `shares`: shape (n, labels), what each word added to a score; `attention`: of
    the same shape, how much of the attention it had. `sides`: shape (n, 2), how much speaks for the target of an
    attitude to begin and to end at each word; `begins` and `ends`: shape (n, anything), whose products say how
    much speaks for it to begin at one word and end at another (`quoteattr.stance.targets`).
    """

    tokens: list[Token]
    scores: Floats
    shares: Floats
    attention: Floats
    sides: Floats
    begins: Floats
    ends: Floats

    def scores_of(self, part: Sequence[Range]) -> Floats | None:
        """The scores as they are when only the words in some ranges of the statement have attention; None where none of
        them was read (the middle of a long statement)."""
        inside = [any(r.start <= t.range.start < r.end for r in part) for t in self.tokens]
        if not any(inside):
            return None
        base = self.scores - self.shares.sum(axis=0)
        attention = np.maximum(self.attention[inside].sum(axis=0), _EPSILON)
        out: Floats = base + self.shares[inside].sum(axis=0) / attention
        return out

    def words_for(self, labels: Sequence[str], at_most: int, least: float) -> list[Range]:
        """The words of the statement that added at least `least` to these labels, the strongest first; no function words,
        which carry no stance of their own."""
        empty = words().function_words
        weight = self.shares[:, [NUMBER[label] for label in labels]].sum(axis=1)
        order = sorted(range(len(self.tokens)), key=lambda k: (-float(weight[k]), k))
        inside = [k for k in order if self.tokens[k].place == INSIDE and weight[k] >= least]
        keys = {k: fold(self.tokens[k].key).rstrip("'") for k in inside}
        return [self.tokens[k].range for k in inside if keys[k].isalnum() and keys[k] not in empty][:at_most]


class _Layer(NamedTuple):
    """One convolution: two candidates per dimension of which the larger counts (maxout), added and normalized."""

    weight: Floats  # (3 * width, 2 * width)
    bias: Floats
    gain: Floats
    shift: Floats


class _Whole(NamedTuple):
    """What every word learns of the whole statement between two layers: a weighted mean of all words, transformed."""

    pool: Floats  # (width, 1)
    weight: Floats  # (width, width)
    bias: Floats


@dataclass(frozen=True, slots=True)
class Network:
    """`words`, `suffixes`, `stems`, `features`: rows by key, 0 for unknown ones (features: none); `embeddings`: for
    words, suffixes, stems, shapes by place, and tones (`quoteattr.lexicon.tone`). Matrices multiply rows from the right."""

    words: Mapping[str, int]
    suffixes: Mapping[str, int]
    stems: Mapping[str, int]
    features: Mapping[str, int]
    embeddings: tuple[Floats, Floats, Floats, Floats, Floats]
    feature_rows: Floats  # (features, width + labels): what is added to every word, and to the scores
    gain: Floats
    shift: Floats
    layers: tuple[_Layer, ...]
    wholes: tuple[_Whole, ...]  # one less
    heads: Floats  # (width, 2 * labels + 2): attention, values, sides
    heads_bias: Floats
    pairs: Floats  # (width, 2 * anything): see `Judgement.begins`
    pairs_bias: Floats

    def judge(self, statements: Sequence[Statement]) -> list[Judgement]:
        """The network's view of each statement; each has at least one word."""
        if not statements:
            return []
        ops = (
            NumpyOps()
        )  # thinc's products stay on one core, so that several processes do not get into each other's way
        lengths = np.array([len(s.tokens) for s in statements], dtype=np.int32)
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
        owner = np.repeat(np.arange(len(statements)), lengths)
        given = self._given(statements)
        width = self.gain.shape[0]
        hidden = self._embedded([t for s in statements for t in s.tokens]) + given[owner, :width]
        hidden = _normalized(hidden, self.gain, self.shift)
        for reach, layer, whole in zip(REACHES, self.layers, (*self.wholes, None), strict=True):
            both = ops.gemm(_with_sides(hidden, reach, starts, owner), layer.weight) + layer.bias
            hidden = _normalized(hidden + np.maximum(both[:, :width], both[:, width:]), layer.gain, layer.shift)
            if whole is not None:
                weighted = _attention(ops.gemm(hidden, whole.pool), starts, owner) * hidden
                pooled = np.add.reduceat(weighted, starts)
                hidden += np.maximum(ops.gemm(pooled, whole.weight) + whole.bias, 0)[owner]
        n = len(LABELS)
        heads = ops.gemm(hidden, self.heads) + self.heads_bias
        attention = _attention(heads[:, :n], starts, owner)
        shares = attention * heads[:, n : 2 * n]
        scores = np.add.reduceat(shares, starts) + given[:, width:]
        begins, ends = np.split(ops.gemm(hidden, self.pairs) + self.pairs_bias, 2, axis=1)
        return [
            Judgement(s.tokens, scores[k], shares[a:b], attention[a:b], heads[a:b, 2 * n :], begins[a:b], ends[a:b])
            for k, (s, a, b) in enumerate(zip(statements, starts, starts + lengths, strict=True))
        ]

    def _given(self, statements: Sequence[Statement]) -> Floats:
        """What the features add to every word and to the scores, shape (statements, width + labels)."""
        get = self.features.get
        known = [
            [(0, 1.0), *((row, value) for name, value in s.features.items() if (row := get(name)) is not None)]
            for s in statements
        ]
        rows = [row for pairs in known for row, _ in pairs]
        values = np.array([value for pairs in known for _, value in pairs], dtype=np.float32)
        starts = np.cumsum([0, *(len(pairs) for pairs in known[:-1])])
        out: Floats = np.add.reduceat(self.feature_rows[rows] * values[:, None], starts)
        return out

    def _embedded(self, tokens: Sequence[Token]) -> Floats:
        word, suffix, stem, shape, tone = self.embeddings
        keys = [t.key for t in tokens]
        get = (self.words.get, self.suffixes.get, self.stems.get)
        out: Floats = (
            word[[get[0](k, 0) for k in keys]]
            + suffix[[get[1](k[-SUFFIX:], 0) for k in keys]]
            + stem[[get[2](k[:STEM], 0) for k in keys]]
            + shape[[t.shape * PLACES + t.place for t in tokens]]
            + tone[[t.tone for t in tokens]]
        )
        return out


def _with_sides(x: Floats, reach: int, starts: IntArray, owner: IntArray) -> Floats:
    """Every row between the rows `reach` before and behind it, zeros where its statement has none."""
    numbers = np.arange(len(x))
    before, behind = numbers - reach, numbers + reach
    ends = np.append(starts[1:], len(x))
    out = np.zeros((len(x), 3, x.shape[1]), dtype=x.dtype)
    has_before, has_behind = before >= starts[owner], behind < ends[owner]
    out[has_before, 0] = x[before[has_before]]
    out[:, 1] = x
    out[has_behind, 2] = x[behind[has_behind]]
    return out.reshape(len(x), -1)


def _attention(x: Floats, starts: IntArray, owner: IntArray) -> Floats:
    """The powers of each column, divided by their sum over the words of a statement."""
    powers: Floats = np.exp(x - np.maximum.reduceat(x, starts)[owner])
    powers /= np.add.reduceat(powers, starts)[owner]
    return powers


def _normalized(x: Floats, gain: Floats, shift: Floats) -> Floats:
    centred: Floats = x - x.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", centred, centred)[:, None] / x.shape[1]
    centred /= np.sqrt(variance + _EPSILON)
    centred *= gain
    centred += shift
    return centred


@cache
def stance_network() -> Network:
    """The network with the weights that come with the package."""
    with as_file(files("quoteattr.stance") / NAME) as path, np.load(path, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    floats = {k: v.astype(np.float32) for k, v in arrays.items() if v.dtype == np.float16}
    keys = {k: bytes(v).decode().split("\n") for k, v in arrays.items() if v.dtype == np.uint8}
    rows = {name: {key: n for n, key in enumerate(values, start=1)} for name, values in keys.items()}
    count = len(REACHES)
    return Network(
        words=rows["words"],
        suffixes=rows["suffixes"],
        stems=rows["stems"],
        features=rows["features"],
        embeddings=(floats["word"], floats["suffix"], floats["stem"], floats["shape"], floats["tone"]),
        layers=tuple(
            _Layer(*(floats[f"layer{k}_{part}"] for part in ("weight", "bias", "gain", "shift"))) for k in range(count)
        ),
        wholes=tuple(
            _Whole(floats[f"pool{k}"], floats[f"whole{k}"], floats[f"whole{k}_bias"]) for k in range(count - 1)
        ),
        feature_rows=np.concatenate([floats["feature_embedding"], floats["feature_scores"]], axis=1),
        pairs=np.concatenate([floats["begin"], floats["end"]], axis=1),
        pairs_bias=np.concatenate([floats["begin_bias"], floats["end_bias"]]),
        **{name: floats[name] for name in ("gain", "shift", "heads", "heads_bias")},
    )
