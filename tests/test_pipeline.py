"""The extractor as a library user calls it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

import quoteattr
from quoteattr.parse import ParsedToken
from quoteattr.pipeline import DocumentError, as_document
from tests.golden import articles


def test_documents_of_every_form(extractor: quoteattr.Extractor) -> None:
    text = "Le maire a dit : « Non, merci. »"
    given: list[Any] = [text, {"text": text, "id": "a", "outlet": "x"}, quoteattr.Document(id="b", text=text)]
    first, second, third = extractor.pipe(given)
    assert [second.document.id, third.document.id] == ["a", "b"]
    assert second.document.metadata == {"outlet": "x"}
    assert first.attributions[0].statement == third.attributions[0].statement


def test_same_text_same_id() -> None:
    assert as_document("abc").id == as_document("abc").id != as_document("abd").id


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ({}, "field 'text' is missing"),
        ({"text": None}, "field 'text' must be a string, not null"),
        ({"text": "a", "id": {}}, "field 'id' must be a string, not an object"),
        ({"text": "a", "date": 3}, "field 'date' must be a string, not a number"),
        ({"text": "a\ud800"}, "field 'text' is not valid Unicode"),
        ({"text": "a", "x": {"y": "\ud800"}}, "field 'x' is not valid Unicode"),
        (12, "not int"),
    ],
)
def test_what_is_no_document(item: object, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        as_document(item)  # type: ignore[arg-type]


def test_processes_change_nothing(extractor: quoteattr.Extractor) -> None:
    alone = [e.model_dump_json() for e in extractor.pipe(articles())]
    assert [e.model_dump_json() for e in extractor.pipe(articles(), batch_size=2, n_process=2)] == alone


class _Words:
    """A parser of one's own: every word a noun."""

    def pipe(self, strings: Iterable[str], *, entities: bool = True) -> Iterator[list[ParsedToken]]:  # noqa: ARG002
        for string in strings:
            yield [
                ParsedToken(m.start(), m.end(), m.group(), "NOUN", "", i, "ROOT")
                for i, m in enumerate(re.finditer(r"\w+|[^\w\s]", string))
            ]


def test_any_object_with_pipe_is_a_parser() -> None:
    extractor = quoteattr.load(_Words())
    (a,) = extractor("« Nous partirons demain matin », dit-il.").attributions
    assert a.source and a.source.text == "il"
    with pytest.raises(ValueError, match="parser given by name"):
        list(extractor.pipe(["a"], n_process=2))


def test_unknown_parser_is_named() -> None:
    with pytest.raises(ValueError, match="unknown parser 'nothing'"):
        quoteattr.load("nothing")


def test_a_missing_mark_lowers_confidence(extractor: quoteattr.Extractor) -> None:
    whole = extractor("Le maire a dit : « Nous partons demain, tous ensemble. »\nLa mer est calme.").attributions[0]
    cut = extractor("Le maire a dit : « Nous partons demain, tous ensemble.\nLa mer est calme.").attributions[0]
    assert cut.statement.text.startswith("« Nous partons")
    assert cut.confidence < whole.confidence


def test_offsets_count_in_the_text_as_given(extractor: quoteattr.Extractor) -> None:
    text = "Le maire a d&eacute;clar&eacute; que l&#039;&eacute;cole &eacute;tait ferm&eacute;e."
    attribution = extractor(text).attributions[0]
    assert attribution.cue is not None
    assert attribution.cue.text == "d&eacute;clar&eacute;"
    assert attribution.statement.text == "l&#039;&eacute;cole &eacute;tait ferm&eacute;e"
    assert attribution.speaker is not None
    assert attribution.speaker.name == "Le maire"
