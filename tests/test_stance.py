"""The stance network: what it reads of a statement, and that its view of one depends on that statement alone."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import quoteattr
from quoteattr.attributions.found import Found
from quoteattr.lexicon import load_toml
from quoteattr.lexicon.tone import Tone
from quoteattr.spans import Range
from quoteattr.stance import judge
from quoteattr.stance.features import features, word_features, words_of
from quoteattr.stance.network import Statement, stance_network
from quoteattr.stance.reading import BEFORE, BEHIND, INSIDE, read
from quoteattr.stance.rules import lexical_stance
from quoteattr.stance.targets import likeliest_target
from quoteattr.stance.tenses import tenses_of

_TEXT = st.text(st.sampled_from("aéBÀ19 '’«»\".,!?-œİ\n\u00a0"), min_size=1, max_size=400)


def _found(*content: tuple[int, int]) -> Found:
    return Found([Range(a, b) for a, b in content], None, None, "test", 0, "uncued")


def _quoted(text: str, content: str) -> Found:
    start = text.index(content)
    return _found((start, start + len(content)))


def _statement(text: str, f: Found) -> Statement:
    return Statement(read(text, f), features(text, f, lexical_stance(text, f)))


@given(_TEXT, st.data())
def test_words_are_in_order_and_in_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    tokens = read(text, _found((start, end)))
    assert all(a.range.end <= b.range.start for a, b in itertools.pairwise(tokens))
    for token in tokens:
        inside = start <= token.range.start and token.range.end <= end
        assert inside == (token.place == INSIDE)
        assert token.range.of(text).strip() == token.range.of(text) != ""


def test_reads_a_few_words_around_and_the_ends_of_a_long_statement() -> None:
    text = "un deux trois. " * 10 + "«" + "mot " * 200 + "fin» " + "après cela " * 10
    tokens = read(text, _found((text.index("«"), text.index("»") + 1)))
    count = {place: sum(t.place == place for t in tokens) for place in (BEFORE, INSIDE, BEHIND)}
    assert count == {BEFORE: 10, INSIDE: 90, BEHIND: 6}
    assert [t.key for t in tokens if t.place == INSIDE][-2:] == ["fin", "»"]


@pytest.mark.parametrize(
    ("word", "key", "shape", "tone"),
    [
        ("Ministre", "ministre", 1, None),
        ("ONU", "onu", 2, None),
        ("L’", "l'", 1, None),
        ("2019", "0", 3, None),
        ("loi", "loi", 0, None),
        ("«", "«", 4, None),
        ("Honteuse", "honteuse", 1, Tone("blame", 2)),
    ],
)
def test_keys_of_a_word(word: str, key: str, shape: int, tone: Tone | None) -> None:
    (token,) = read(word, _found((0, len(word))))
    assert (token.key, token.shape, token.tone) == (key, shape, tone.number if tone else 0)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("La réunion commence à midi", ""),
        ("C'est honteux", "blame blame/clear blame/first blame/last"),
        ("Ce n'est pas honteux", "not:blame not:blame/clear not:blame/last"),
        (
            "Il le redit à tous ceux qui l'écoutent : danger, disait l'un, danger, disait l'autre",
            "threat threat/clear threat/last threat/twice",
        ),
        ("honte, honte, honte", "blame blame/clear blame/first blame/last blame/thrice blame/twice"),
    ],
)
def test_tones_of_a_statement(content: str, expected: str) -> None:
    found = sorted(name for name in word_features(content) if name.startswith("tone:"))
    assert found == [f"tone:{name}" for name in expected.split()]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Le maire a déjà été entendu, et le pont est fermé.", "past being"),
        ("Elle a largement contribué et il a été maire.", "past past"),
        ("Il a lieu à midi, c'est nous.", "present present"),
        ("Les travaux coûteront cher et ils vont durer.", "future future infinitive"),
        (
            "La route serait coupée, on permettrait tout, il faudra attendre.",
            "conditional conditional obligation infinitive",
        ),
        ("Ils attendaient, il livrait, elle attirait un parfait portrait.", "imperfect imperfect imperfect"),
        ("Ankara, les environs, le premier ministre, les patrons, un opéra.", ""),
    ],
)
def test_tenses_of_a_statement(content: str, expected: str) -> None:
    assert tenses_of(words_of(content)) == expected.split()


def test_every_exception_to_a_form_is_one() -> None:
    table = load_toml("tenses.toml")
    forms = {name: re.compile(form) for name, form in table["forms"].items()}
    of_verbs = [form for name, form in forms.items() if name != "participle"]
    assert [w for w in table["no_verbs"] if not any(form.fullmatch(w) for form in of_verbs)] == []
    assert [w for w in table["no_participles"] if not forms["participle"].fullmatch(w)] == []
    assert [s for s in table["stems_in_r"] if not forms["conditional"].fullmatch(f"{s}ait")] == []


@pytest.mark.parametrize(
    ("content", "no_fact"),
    [
        ("La ligne ouvrira en mai, puis il faudra élargir le quai.", True),
        ("La ligne a coûté dix millions et ouvrira en mai.", False),
        ("Une honte pour la ville !", False),
    ],
)
def test_a_statement_without_a_tense_of_facts(content: str, no_fact: bool) -> None:
    assert ("tense:no fact" in word_features(content)) is no_fact


@pytest.mark.parametrize(
    ("before", "target", "behind"),
    [
        ("Anne Durand a dénoncé ", "la fermeture de la gare", "."),
        ("Jean Morel a salué ", "le courage des pompiers", "."),
        ("«", "Cette réforme", " est une honte pour le pays», a lancé Marie Dupont."),
    ],
)
def test_what_an_attitude_is_about(before: str, target: str, behind: str, extractor: quoteattr.Extractor) -> None:
    (record,) = extractor(before + target + behind).attributions
    assert record.stance.target is not None
    assert record.stance.target.text == target


def test_a_statement_is_judged_the_same_alone_and_among_others() -> None:
    text = "Il faut agir. Cette loi est une honte pour le pays, dit-on. La réunion commence à midi."
    found = [_quoted(text, c) for c in ("Il faut agir", "Cette loi est une honte", "La réunion commence à midi")]
    network = stance_network()
    together = network.judge([_statement(text, f) for f in found])
    for f, judged in zip(found, together, strict=True):
        (alone,) = network.judge([_statement(text, f)])
        np.testing.assert_allclose(alone.scores, judged.scores, atol=1e-4)
        for name in ("sides", "begins", "ends"):
            np.testing.assert_allclose(getattr(alone, name), getattr(judged, name), atol=1e-4)


def test_what_words_and_features_add_is_the_score() -> None:
    text = "Cette loi est une honte"
    statement = _statement(text, _found((0, len(text))))
    network = stance_network()
    (judged,) = network.judge([statement])
    width = network.gain.shape[0]
    given = sum(
        network.feature_rows[network.features[name], width:] * value
        for name, value in statement.features.items()
        if name in network.features
    )
    base = network.feature_rows[0, width:] + given
    np.testing.assert_allclose(judged.shares.sum(axis=0) + base, judged.scores, atol=1e-4)


def test_words_that_decided_stand_in_the_statement_and_speak_for_the_label() -> None:
    text = "Hier encore, «cette loi est une honte», et voilà."
    (judged,) = stance_network().judge([_statement(text, _quoted(text, "«cette loi est une honte»"))])
    words = [r.of(text) for r in judged.words_for(["condemn", "against"], at_most=2, least=0.0)]
    assert "honte" in words
    assert judged.words_for(["condemn"], at_most=2, least=1e6) == []


def test_sentences_are_scored_by_their_own_words() -> None:
    text = "«Le chômage a baissé de 3 % en 2019. Bravo à tous !», a-t-elle dit."
    (stance,) = judge(text, [_quoted(text, "«Le chômage a baissé de 3 % en 2019. Bravo à tous !»")])
    (figure, sure), (cheer, unsure) = stance.sentences
    assert figure[0].start < cheer[0].start
    assert sure > 0.5 > unsure


def test_a_part_that_is_all_of_a_statement_has_its_scores() -> None:
    text = "Cette loi est une honte"
    (judged,) = stance_network().judge([_statement(text, _found((0, len(text))))])
    scores = judged.scores_of([Range(0, len(text))])
    assert scores is not None
    np.testing.assert_allclose(scores, judged.scores, atol=1e-3)


def test_what_the_network_has_not_read_is_left_to_the_linear_model() -> None:
    middle = "Le chômage a baissé de 3 % en 2019."
    text = "Mot mot mot. " * 40 + middle + " Mot mot mot." * 40
    found = _found((0, len(text)))
    start = text.index(middle)
    (judged,) = stance_network().judge([_statement(text, found)])
    assert judged.scores_of([Range(start, start + len(middle))]) is None
    (stance,) = judge(text, [found])
    scores = {ranges[0].of(text).strip(): score for ranges, score in stance.sentences}
    assert scores[middle] == max(scores.values())


@given(st.data())
def test_a_target_is_never_the_source(data: st.DataObject) -> None:
    text = "La maire a dénoncé le projet de la région, qui menace les prairies."
    content = Range(text.index("le projet"), len(text) - 1)
    judgement = stance_network().judge([_statement(text, _found(content))])[0]
    first = data.draw(st.integers(0, len(judgement.tokens) - 1))
    last = data.draw(st.integers(first, len(judgement.tokens) - 1))
    source = Range(judgement.tokens[first].range.start, judgement.tokens[last].range.end)
    target = likeliest_target(judgement, source)
    assert target is None or not target.overlaps(source)


def test_what_is_denied_can_be_checked(extractor: quoteattr.Extractor) -> None:
    (record,) = extractor("Le gérant a démenti avoir vidé le camion.").attributions
    assert (record.stance.act, record.claim.checkworthy) == ("deny", True)


def test_nothing_to_judge() -> None:
    assert judge("Rien.", []) == []
    assert stance_network().judge([]) == []
