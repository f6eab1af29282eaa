"""Every line of tests/cases/*.txt is a case; see tests/markup.py for the markup."""

from __future__ import annotations

from pathlib import Path

import pytest

import quoteattr
from tests.markup import describe, found, parse, read_cases

_CASES = [
    pytest.param(case, id=f"{path.stem}-{n}")
    for path in sorted(Path(__file__).parent.joinpath("cases").glob("*.txt"))
    for n, case in enumerate(read_cases(path.read_text(encoding="utf-8")), start=1)
]


@pytest.mark.parametrize("marked", _CASES)
def test_case(marked: str, extractor: quoteattr.Extractor) -> None:
    case = parse(marked)
    attributions = extractor(case.text).attributions
    assert found(attributions, case.expected) == describe(case.text, case.expected)
