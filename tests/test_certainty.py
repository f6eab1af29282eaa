"""How sure a statement presents itself: its cue, unless its own words say otherwise."""

from __future__ import annotations

import pytest

import quoteattr

_CASES = [
    ("Jean Morel a dit que le pont était fermé.", "certain", "dit"),
    ("Jean Morel a dit que le pont était peut-être fermé.", "possible", "peut-être"),
    ("Selon Jean Morel, le pont aurait été fermé.", "possible", "aurait été"),
    ("Selon Jean Morel, il aurait fallu fermer le pont.", "certain", "Selon"),
    ("«Le pont est sans doute fermé», a dit Jean Morel.", "probable", "sans doute"),
    ("«Le pont est sans aucun doute fermé», a dit Jean Morel.", "certain", "sans aucun doute"),
    ("«Le pont a fermé. Il rouvrira peut-être un jour.», a dit Jean Morel.", "certain", "dit"),
    ("«Le pont est fermé depuis peut-être dix ans.»", "possible", "peut-être"),
    ("«Le pont est fermé depuis plus de dix ans.»", "unknown", None),
]


@pytest.mark.parametrize(("text", "certainty", "words"), _CASES)
def test_certainty(extractor: quoteattr.Extractor, text: str, certainty: str, words: str | None) -> None:
    (record,) = extractor(text).attributions
    assert record.stance.certainty == certainty
    assert next((e.text for e in reversed(record.stance.evidence)), None) == words
