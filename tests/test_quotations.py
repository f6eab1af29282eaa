"""Pairing of quotation marks; ⟦ ⟧ mark what has to be found, nested ones too."""

from __future__ import annotations

import pytest

from quoteattr.quotations import find_quotations

_CASES = [
    "Il dit : ⟦«Non.»⟧",
    "Il dit : ⟦«\u202fNon.\u202f»⟧ Puis ⟦«\u00a0Oui.\u00a0»⟧",
    "Il dit : ⟦“Non.”⟧ et ⟦„Oui“⟧",
    'Les ⟦"gilets jaunes"⟧ et le ⟦"grand débat"⟧',
    'Il parle d\'⟦"agression"⟧ et de l\'⟦"Organisation juive"⟧',
    "⟦«Il a dit ⟦“non”⟧ hier»⟧",
    '⟦«Il dit ⟦"non"⟧»⟧',
    "L'écran de 27\" est arrivé",
    "⟦''Non''⟧, dit-il",
    "⟦«Première ligne⟧\n⟦«seconde ligne»⟧",
    "Rien ici",
    "aujourd'hui l'homme n'a pas d'avis",
    ">> Lire aussi : L'armée",
]


@pytest.mark.parametrize("marked", _CASES)
def test_pairs(marked: str) -> None:
    text, stack, expected = "", [], []
    for c in marked:
        if c == "⟦":
            stack.append(len(text))
        elif c == "⟧":
            expected.append((stack.pop(), len(text)))
        else:
            text += c
    assert sorted((q.start, q.end) for q in find_quotations(text)) == sorted(expected)


def test_depth_and_missing_mark() -> None:
    outer, inner = find_quotations("«Il a dit “non” hier")
    assert (outer.depth, inner.depth) == (0, 1)
    assert (outer.closed, inner.closed) == (False, True)
    assert outer.end == len("«Il a dit “non” hier")
