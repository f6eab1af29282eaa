"""Which run of words an attitude is about, from scores made by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoteattr.lexicon.closed import words
from quoteattr.spans import Range
from quoteattr.stance.network import LABELS, MAX_TARGET, Judgement
from quoteattr.stance.reading import BEFORE, BEHIND, CAPITAL, INSIDE, LOWER, Token
from quoteattr.stance.targets import _runs, _shared, likeliest_target

_KEYS = ["la", "les", "réforme", "fin", "de", "chômage", ",", "«", "et", "monte"]


def _judgement(tokens: list[Token], begin: dict[int, float], end: dict[int, float]) -> Judgement:
    """A view in which the target begins and ends where the numbers of words say, by how much they say."""
    n = len(tokens)
    sides = np.zeros((n, 2), dtype=np.float32)
    for side, scores in enumerate((begin, end)):
        for word, score in scores.items():
            sides[word, side] = score
    nothing = np.zeros((n, 1), dtype=np.float32)
    labels = np.zeros((n, len(LABELS)), dtype=np.float32)
    return Judgement(tokens, labels[0], labels, labels, sides, nothing, nothing)


def _tokens(keys: list[str], places: list[int] | None = None) -> list[Token]:
    out, at = [], 0
    for n, key in enumerate(keys):
        out.append(Token(Range(at, at + len(key)), key, 0, places[n] if places else INSIDE))
        at += len(key) + 1
    return out


def _found(keys: list[str], begin: dict[int, float], end: dict[int, float], source: Range | None = None) -> str | None:
    target = likeliest_target(_judgement(_tokens(keys), begin, end), source)
    return target.of(" ".join(keys)) if target else None


@pytest.mark.parametrize(
    ("sentence", "begin", "end", "expected"),
    [
        ("il dénonce la réforme", {2: 5}, {3: 5}, "la réforme"),
        # The likeliest run alone is "ces gens", but two that share a word agree on the other phrase.
        (f"une loi utile {'et ' * 16}ces gens", {0: 5, 19: 5.1}, {1: 4, 2: 4, 20: 4.3}, "une loi utile"),
        # A phrase neither begins with a mark nor ends with what opens the next words.
        ("la fin de la réforme", {0: 5}, {2: 6, 1: 4}, "la fin"),
        ("« réforme »", {0: 6, 1: 5}, {1: 5, 2: 6}, "réforme"),
        ("! ? !", {0: 6}, {2: 6}, None),
    ],
)
def test_the_run_that_agrees_best(
    sentence: str, begin: dict[int, float], end: dict[int, float], expected: str | None
) -> None:
    assert _found(sentence.split(), begin, end) == expected


def test_a_target_does_not_end_within_a_name() -> None:
    tokens = [
        Token(Range(0, 2), "la", LOWER, INSIDE),
        Token(Range(3, 7), "tour", LOWER, INSIDE),
        Token(Range(8, 12), "jean", CAPITAL, INSIDE),
        Token(Range(13, 18), "morel", CAPITAL, INSIDE),
    ]
    assert likeliest_target(_judgement(tokens, {0: 9}, {2: 9, 3: 8.9})) == Range(0, 18)


def test_a_target_stands_within_a_range_where_it_can() -> None:
    keys = ["accuse", "le", "maire", "d'", "avoir", "menti"]
    judgement = _judgement(_tokens(keys), {4: 9}, {5: 9})
    assert likeliest_target(judgement, None, Range(7, 18)) == Range(7, 15)
    assert likeliest_target(judgement, None, Range(40, 50)) == Range(19, 30)


def test_a_target_does_not_reach_over_what_was_not_read() -> None:
    tokens = [Token(Range(0, 2), "la", 0, INSIDE), Token(Range(900, 907), "réforme", 0, INSIDE)]
    assert likeliest_target(_judgement(tokens, {0: 9}, {1: 9})) == Range(900, 907)


@given(st.data())
def test_runs(data: st.DataObject) -> None:
    """A run has at most so many words, stays in one place and does not touch the source."""
    keys = data.draw(st.lists(st.sampled_from(_KEYS), min_size=1, max_size=25))
    places = sorted(
        data.draw(st.lists(st.sampled_from([BEFORE, INSIDE, BEHIND]), min_size=len(keys), max_size=len(keys)))
    )
    tokens = _tokens(keys, places)
    source = tokens[data.draw(st.integers(0, len(keys) - 1))].range
    first, last, scores = _runs(_judgement(tokens, {0: 1.0}, {0: 2.0}), source)
    runs = set(zip(first.tolist(), last.tolist(), strict=True))
    assert runs == {
        (a, b)
        for a in range(len(keys))
        for b in range(a, min(len(keys), a + MAX_TARGET))
        if places[a] == places[b] and all(not t.range.overlaps(source) for t in tokens[a : b + 1])
    }
    assert len(scores) == len(runs)


@given(st.lists(st.sampled_from(_KEYS), min_size=1, max_size=12))
def test_shared_words_are_those_of_the_sets(keys: list[str]) -> None:
    tokens = _tokens(keys)
    first, last, _ = _runs(_judgement(tokens, {}, {}), None)

    def counted(a: int, b: int) -> set[int]:
        found = {n for n in range(a, b + 1) if keys[n].isalnum()}
        return found - {a} if keys[a] in words().determiners and len(found) > 1 else found

    shared = _shared(tokens, first, last)
    sets = [counted(a, b) for a, b in zip(first.tolist(), last.tolist(), strict=True)]
    for i, one in enumerate(sets):
        for k, other in enumerate(sets):
            expected = 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0
            assert shared[i, k] == pytest.approx(expected)
