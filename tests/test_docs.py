"""docs/stance.md shows real output: its tables are run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import quoteattr
from quoteattr.records import ACTS

_PAGE = Path(__file__).parent.parent / "docs" / "stance.md"
_TEXT = _PAGE.read_text(encoding="utf-8")


def _rows(section: str) -> list[tuple[str, str]]:
    rows = re.findall(r"^\| (?!sentence|---)(.+?)(?: \(seed\d\))? \| (.+?) \|$", section, re.MULTILINE)
    assert rows, "a section without a table"
    return rows


_ACTS = [
    pytest.param(act, sentence, attitude, id=f"{act}-{n}")
    for act in ACTS
    for n, (sentence, attitude) in enumerate(_rows(_TEXT.split(f"### {act}:")[1].split("###")[0].split("\n## ")[0]))
]


def test_every_act_has_three_examples() -> None:
    assert [sum(p.values[0] == act for p in _ACTS) for act in ACTS] == [3] * len(ACTS)


@pytest.mark.parametrize(("act", "sentence", "attitude"), _ACTS)
def test_acts(act: str, sentence: str, attitude: str, extractor: quoteattr.Extractor) -> None:
    found = extractor(sentence).attributions
    assert [(a.stance.act, a.stance.attitude) for a in found] == [(act, attitude)]


@pytest.mark.parametrize(("sentence", "target"), _rows(_TEXT.split("## Target")[1].split("\n## ")[0]))
def test_targets(sentence: str, target: str, extractor: quoteattr.Extractor) -> None:
    found = extractor(sentence).attributions
    assert [a.stance.target.text if a.stance.target else None for a in found] == [target]
