"""Pairing of quotation marks; ⟦ ⟧ mark what has to be found, nested ones too."""

from __future__ import annotations

import pytest

from quoteattr.quotations import find_quotations
from quoteattr.spans import trim

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
    # marks of two systems nested in each other, and marks without their other half
    "⟦« Il parle de ⟦‹ liberté ›⟧ et d'⟦“ordre”⟧. »⟧",
    '⟦"Il a dit ⟦«non»⟧, voilà"⟧, dit-elle',
    "Il dit : ⟦«Non, c'est fini.⟧\nElle sort.",
    # a missing closing mark ends no later than before the next quotation, and does not quote page after page
    '⟦"Nous avons le temps.⟧ ⟦"Il faut attendre"⟧, conclut-elle. ⟦"Oui"⟧, dit-il.',
    '⟦"La route est ⟦"sûre"⟧ dit-il.⟧',
    '⟦"La route est longue "⟧dit-elle. Il pleut. ⟦"Oui"⟧, répond-il.',
    '⟦"Rien ne change.⟧' + " Il pleut sur la ville." * 9,
    "Elle vit à Lyon⟦« Tout va bien »⟧, dit-elle.",
    "Un homme ⟦«gilet jaune«⟧ crie.",
    # a reporting clause inside the marks is not quoted
    "⟦«Nous viendrons⟧, a dit le maire, ⟦si tout va bien»⟧.",
]
_DIALOGUES = [
    "⟦— Oui⟧, dit-il.\n⟦— Non,⟧ répondit Jeanne, ⟦je reste.⟧\nElle sortit.",
    "⟦– Où vas-tu ?⟧\n⟦– Je rentre. Et toi ?⟧ demanda-t-elle en se levant.",
    "⟦-- Venez,⟧ reprit la vieille d'une voix basse ; ⟦je vous attends depuis hier.⟧",
    "Elle se tut. ⟦— Vous partez ?⟧ fit le docteur. ⟦— Oui, je pars.⟧ Il ferma la porte et descendit l'escalier.",
    "⟦— Je disais : ⟦« Viens »⟧, et tu venais.⟧",
    # lists are no dialogue
    "Le programme :\n- la hausse des salaires ;\n- la baisse des taxes ;\n- un référendum.",
    "Résultats\n– France 2\n– Suisse 1",
    "Le maire – élu en 2014 – se retire.",
]


@pytest.mark.parametrize("marked", _CASES + _DIALOGUES)
def test_pairs(marked: str) -> None:
    text, stack, expected = "", [], []
    for c in marked:
        if c == "⟦":
            stack.append(len(text))
        elif c == "⟧":
            expected.append((stack.pop(), len(text)))
        else:
            text += c
    spans = [trim(text, q.start, q.end, ",") for q in find_quotations(text)]
    assert sorted(spans) == sorted(trim(text, *e, ",") for e in expected)


def test_depth_and_missing_mark() -> None:
    outer, inner = find_quotations("«Il a dit “non” hier")
    assert (outer.depth, inner.depth) == (0, 1)
    assert (outer.closed, inner.closed) == (False, True)
    assert outer.end == len("«Il a dit “non” hier")
