"""The lexicon is data: complete, valid, and its forms are French."""

from __future__ import annotations

import re

import pytest
from pydantic import BaseModel

from quoteattr import lexicon
from quoteattr.lexicon import LexiconError, cue_readings, expression_count, load_toml, split_words
from quoteattr.lexicon.closed import words
from quoteattr.lexicon.conjugation import conjugate, read_models
from quoteattr.lexicon.entities import entities, first_names, fold
from quoteattr.lexicon.evaluation import expressions
from quoteattr.lexicon.tone import TONES, Tone, tone_of, tones, tones_in
from quoteattr.lexicon.tone import expressions as tone_expressions


def test_size() -> None:
    assert expression_count() >= 250


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("déclaré", "déclarer"),
        ("disent", "dire"),
        ("appelle", "appeler"),
        ("promis", "promettre"),
        ("reconnait", "reconnaître"),
        ("espère", "espérer"),
        ("exigeait", "exiger"),
        ("dénonçant", "dénoncer"),
        ("rejette", "rejeter"),
        ("martèle", "marteler"),
        ("mis", "mettre en garde"),
        ("fait", "faire savoir"),
        ("selon", "selon"),
        ("d'", "d'après"),
        ("appel", "appel"),
    ],
)
def test_form_is_known(form: str, lemma: str) -> None:
    assert lemma in {r.lexeme.lemma for r in cue_readings()[form]}


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("annoncer", "annonçait annonça annonçant annonceront"),
        ("exiger", "exigea exigeons exigeant"),
        ("révéler", "révèle révélera révélé"),
        ("rejeter", "rejette rejetait rejettera"),
        ("appuyer", "appuie appuyait appuiera"),
        ("avertir", "avertissait averti avertissant avertit"),
        ("prévenir", "prévient prévenaient préviendra prévenu"),
        ("interdire", "interdisent interdit interdites"),
        ("craindre", "craignent craignant craint"),
    ],
)
def test_conjugation(verb: str, forms: str) -> None:
    generated = conjugate(verb, read_models(load_toml("conjugations.toml")))
    assert set(forms.split()) <= generated.keys()


def test_unknown_model_is_named() -> None:
    with pytest.raises(ValueError, match="add it to a `covers` list"):
        conjugate("absoudre", {})


def test_incomplete_model_is_named() -> None:
    with pytest.raises(ValueError, match=r"model \[x\] is not complete"):
        read_models({"x": {"covers": []}})


def test_every_table_loads() -> None:
    assert "lundi" in words().time_nouns
    assert "ministre" in entities().roles.male
    assert first_names()[fold("Françoise")] == "female"
    assert {e.act for e in expressions()} >= {"condemn", "endorse", "demand"}


def test_pattern_that_does_not_compile_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Shape(BaseModel):
        time: re.Pattern[str]

    monkeypatch.setattr(lexicon, "load_toml", lambda _name: {"time": "(hier"})
    with pytest.raises(LexiconError, match=r"some\.toml: time: .*regular expression"):
        lexicon.load_table("some.toml", Shape)


def test_missing_file_is_an_error() -> None:
    with pytest.raises((LexiconError, FileNotFoundError)):
        load_toml("nothing.toml")


@pytest.mark.parametrize(
    ("word", "kind", "strength"),
    [
        ("honteux", "blame", 2),
        ("honteuses", "blame", 2),
        ("trahissaient", "blame", 2),
        ("danger", "threat", 2),
        ("rompt", "stop", 1),
        ("cesser", "stop", 2),
        ("cessez", "must", 2),
        ("promettrons", "promise", 2),
        ("courageux", "praise", 2),
    ],
)
def test_word_has_its_tone(word: str, kind: str, strength: int) -> None:
    assert tone_of(word) == (kind, strength)


@pytest.mark.parametrize("word", ["table", "", "s", "maire", "arrêtés", "restaurant", "restaurants", "Honteux"])
def test_word_says_nothing(word: str) -> None:
    assert tone_of(word) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("il est temps de partir", [("il est temps", "must")]),
        (
            "on va tirer la sonnette d'alarme, ce danger",
            [("tirer la sonnette d' alarme", "threat"), ("danger", "threat")],
        ),
        ("hors de", []),
        ("", []),
    ],
)
def test_expression_counts_before_its_words(text: str, expected: list[tuple[str, str]]) -> None:
    found = split_words(text)
    assert [(" ".join(found[n : n + size]), tone.kind) for n, size, tone in tones_in(found)] == expected


def test_tones_are_numbered_apart() -> None:
    numbers = {tone.number for tone in tones().values() if tone}
    assert numbers == set(range(1, 2 * len(TONES) + 1))


@pytest.mark.parametrize(
    ("group", "message"),
    [
        ({"strength": 1, "words": "vilain"}, "blame: 'vilain' stands in two places"),
        ({"strength": 1, "verbs": "absoudre"}, "blame: no conjugation model covers 'absoudre'"),
        ({"strength": 3, "words": "laid"}, "strength"),
        ({"strength": 1, "expressions": "de trop, laid"}, "blame: 'laid' is one word"),
        ({"strength": 1, "expressions": "de trop, de trop"}, "blame: 'de trop' stands in two places"),
    ],
)
def test_mistake_in_tones_is_named(group: dict[str, object], message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first: dict[str, object] = {"strength": 2, "words": "vilain"}
    table: dict[str, object] = {kind: [] for kind in TONES}
    table |= {"none": "", "blame": [first, group]}
    real = lexicon.load_toml
    tones.cache_clear()
    tone_expressions.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(lexicon, "load_toml", lambda name: table if name == "tone.toml" else real(name))
        with pytest.raises(LexiconError, match=rf"tone\.toml: .*{message}"):
            (tones(), tone_expressions())
    tones.cache_clear()
    tone_expressions.cache_clear()
    assert tone_of("honteux") == Tone("blame", 2)
