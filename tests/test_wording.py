"""Claims as sentences that stand alone: persons, days, marks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import quoteattr
from quoteattr.dates import days_in, parse_date

# The article is of Monday 14 October 2019.
_DATE = "2019-10-14"

_CLAIMS = [
    # Marks and interruptions go; a mark within the speech stays.
    ("«La fête», a dit Jean Morel, «a réuni 300 personnes.»", "La fête a réuni 300 personnes."),
    ("Jean Morel a dit que la fête était «réussie».", "La fête était réussie"),
    ("«Il a crié “partez”», a raconté Jean Morel.", "Il a crié “partez”"),
    # The first person, where all of it can be put into the third.
    ("«Je ne céderai pas», a dit Jean Morel.", "Jean Morel ne cédera pas"),
    ("«J'ai perdu mon frère et je me bats», a dit Jean Morel.", "Jean Morel a perdu son frère et il se bat"),
    ("«Je pense que j'irai», a dit la maire Anne Morel.", "Anne Morel pense qu'elle ira"),
    ("«Si je le peux, je viendrai», a dit Jean Morel.", "Si Jean Morel le peut, il viendra"),
    ("«Je suis là parce que je veux comprendre», a dit Jean Morel.", "Jean Morel est là parce qu'il veut comprendre"),
    ("«Il m'a dit que je devais partir», a dit Jean Morel.", "Il m'a dit que je devais partir"),
    ("«Moi, je pense que c'est faux», a dit Jean Morel.", "Moi, je pense que c'est faux"),
    ("«Que dis-je ? Je pense que c'est faux», a dit Jean Morel.", "Que dis-je ? Je pense que c'est faux"),
    ("«Ma ville et moi-même y sommes prêts», a dit Jean Morel.", "Ma ville et moi-même y sommes prêts"),
    ("«Je suis restée seule», a raconté une habitante.", "Je suis restée seule"),
    # The pronoun that opens reported speech means its speaker, unless it is impersonal or somebody else could be meant.
    ("Jean Morel a dit qu'il quittait la mairie.", "Jean Morel quittait la mairie"),
    ("Jean Morel a dit qu'il fallait partir.", "Il fallait partir"),
    ("Jean Morel a dit qu'il y avait eu une erreur.", "Il y avait eu une erreur"),
    ("Jean Morel a dit qu'il pourrait y avoir une enquête.", "Il pourrait y avoir une enquête"),
    ("Jean Morel a dit qu'elle serait ouverte.", "Elle serait ouverte"),
    ("Jean Morel, que Paul Dupont a remplacé, a dit qu'il avait démissionné.", "Il avait démissionné"),
    # Days, by the verb nearest to them.
    ("«La poste a fermé hier», a dit Jean Morel.", "La poste a fermé le dimanche 13 octobre 2019"),
    ("«La poste a fermé jeudi soir», a dit Jean Morel.", "La poste a fermé le jeudi 10 octobre 2019 au soir"),
    ("«La poste rouvrira jeudi», a dit Jean Morel.", "La poste rouvrira le jeudi 17 octobre 2019"),
    ("«Le vote est reporté à jeudi», a dit Jean Morel.", "Le vote est reporté au jeudi 17 octobre 2019"),
    ("«Le musée ferme le jeudi», a dit Jean Morel.", "Le musée ferme le jeudi"),
    ("«Le vote serait reporté jeudi», a dit Jean Morel.", "Le vote serait reporté jeudi"),
    ("«C'est l'école de demain», a dit Jean Morel.", "C'est l'école de demain"),
    (
        "«Il a plu de vendredi à dimanche», a dit Jean Morel.",
        "Il a plu du vendredi 11 octobre 2019 au dimanche 13 octobre 2019",
    ),
]


@pytest.mark.parametrize(("text", "expected"), _CLAIMS)
def test_claim(extractor: quoteattr.Extractor, text: str, expected: str) -> None:
    (record,) = extractor(text, date=_DATE).attributions
    assert record.claim.text == expected


def test_without_a_date_days_stay(extractor: quoteattr.Extractor) -> None:
    (record,) = extractor("«La poste a fermé hier», a dit Jean Morel.").attributions
    assert record.claim.text == "La poste a fermé hier"


def test_each_sentence_of_a_long_statement_is_a_claim(extractor: quoteattr.Extractor) -> None:
    text = "«La ville compte 3.000 habitants. Je l'aime», a dit Jean Morel, «et j'y reste. Venez!»"
    (record,) = extractor(text).attributions
    assert [s.text for s in record.claim.sentences] == [
        "La ville compte 3.000 habitants.",
        "Jean Morel l'aime et il y reste.",
        "Venez!",
    ]
    assert [len(s.spans) for s in record.claim.sentences] == [1, 2, 1]
    assert all(s.text == text[s.start : s.end] for c in record.claim.sentences for s in c.spans)


def test_a_statement_of_one_sentence_lists_none(extractor: quoteattr.Extractor) -> None:
    (record,) = extractor("«La ville compte 3.000 habitants», a dit Jean Morel.").attributions
    assert record.claim.sentences == []


@pytest.mark.parametrize("value", [None, "", "hier", "2019", "2019-13-01", "14/10/2019"])
def test_what_is_no_date_resolves_nothing(value: str | None) -> None:
    assert parse_date(value) is None


@given(st.dates(date(1900, 1, 10), date(2100, 1, 1)), st.sampled_from(["lundi", "jeudi", "dimanche"]))
def test_a_past_weekday_is_within_a_week(today: date, weekday: str) -> None:
    text = f"Le pont a fermé {weekday}."
    (day,) = days_in(text, 0, len(text), today)
    assert day.wording.startswith(f"le {weekday} ")
    assert text[day.start : day.end] == weekday
    assert str(today.year) in day.wording or str(today.year - 1) in day.wording
