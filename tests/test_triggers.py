"""What is told from words alone before a parser is asked: sentences that cannot report are never parsed."""

from __future__ import annotations

import pytest

from quoteattr.frames import Frame, make_frames
from quoteattr.quotations import read_quotations
from quoteattr.segment import sentences


def _frame(text: str) -> Frame:
    [frame] = make_frames(text, sentences(text, read_quotations(text)))
    return frame


@pytest.mark.parametrize(
    "text",
    [
        "Le maire a annoncé que le pont serait fermé.",
        "Le maire a annoncé la fermeture du pont.",
        "Le pont sera fermé, a annoncé le maire.",
        "Le pont sera fermé, nous a aussi annoncé le maire.",
        "« Le pont sera fermé », commence Marie Dupont.",
        "Marie Dupont commence : le pont sera fermé.",
        "Marie Dupont affirme avoir fermé le pont.",
        "Jean Morel demande comment fermer le pont.",
        "C'est ce qu'a prévu le maire.",
        "Comme l'a observé le maire, le pont ferme.",
        "Le pont, présenté comme solide, ferme.",
        "Pour Jean Morel, le pont doit fermer.",
        "Pour notre journaliste, le pont doit fermer.",
    ],
)
def test_a_sentence_that_can_report_is_parsed(text: str) -> None:
    frame = _frame(text)
    assert frame.may_report and frame.needs_parse


@pytest.mark.parametrize(
    "text",
    [
        "Les travaux ont commencé lundi matin.",
        "Les habitants attaquent la pente au printemps.",
        "Des visiteurs ont pu observer les travaux du pont.",
        "Le pont est prévu sur deux voies.",
        "Pour fermer le pont, il a fallu deux jours.",
        "Nous sommes sur le pont de Toulouse.",
    ],
)
def test_a_sentence_that_cannot_report_is_not(text: str) -> None:
    assert not _frame(text).may_report
