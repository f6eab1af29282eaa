from __future__ import annotations

import pytest

from tests.markup import parse


def test_offsets_and_fields() -> None:
    case = parse('<s speaker="A B">Elle</s> <c>dit</c> que <q kind=indirect>oui</q>.')
    assert case.text == "Elle dit que oui."
    (expected,) = case.expected
    assert expected.content == [(13, 16)]
    assert expected.cue == (5, 8)
    assert expected.source == (0, 4)
    assert expected.fields == {"speaker": "A B", "kind": "indirect"}


def test_shared_source() -> None:
    case = parse("<s1+2>Il</s1+2> <c>dit</c> <q>oui</q> et <c2>jure</c2> <q2>que non</q2>.")
    assert [e.source for e in case.expected] == [(0, 2), (0, 2)]


@pytest.mark.parametrize("broken", ["<q>a", "a</q>", "<q>a</c>"])
def test_broken_markup_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match=r"clos"):
        parse(broken)
