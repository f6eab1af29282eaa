"""Sentence boundaries on news text; | marks a boundary."""

from __future__ import annotations

import pytest

from quoteattr.quotations import find_quotations
from quoteattr.segment import sentences

_CASES = [
    "Il part.| Elle reste.",
    "M. Macron a parlé.| Mme Girardin aussi.",
    "Donald J. Trump parle.",
    "Le titre sans point|\nLe paragraphe.",
    "«Non. Jamais.», dit-il.| Il part.",
    "«Non. Jamais.»| Il part.",
    "Il a refusé ».|Devant le Sénat, elle rit.",
    "Il y a 1.500 postes.| C'est peu.",
    "Vraiment ?| Oui !| Bien…| Alors partons.",
    "Le prix (12,5 euros).| Il baisse.",
    "Rien",
]


@pytest.mark.parametrize("marked", _CASES)
def test_boundaries(marked: str) -> None:
    text = marked.replace("|", "")
    expected = [part.strip() for part in marked.split("|")]
    assert [s.range.of(text) for s in sentences(text, find_quotations(text))] == expected
