"""The record is a contract: every field of the design is there, and nothing else is accepted."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

import quoteattr
from quoteattr.records import Attribution

_FIELDS = {
    "": "schema_version id document_id kind statement cue source speaker stance claim context confidence rule metadata",
    "Statement": "text spans",
    "Span": "start end text",
    "Cue": "start end text lemma",
    "Speaker": "name type role gender mentions kb_id",
    "Stance": "act attitude target certainty evidence",
    "Claim": "text checkworthy score sentences",
    "ClaimSentence": "text spans checkworthy score",
    "Context": "addressee medium time place",
}


def test_schema_has_the_fields_of_the_design() -> None:
    schema = Attribution.model_json_schema()
    definitions = {"": schema, **schema["$defs"]}
    for name, fields in _FIELDS.items():
        assert list(definitions[name]["properties"]) == fields.split()


def test_round_trip(extractor: quoteattr.Extractor) -> None:
    (a,) = extractor("Le maire a dit : « Non, merci. »", id="x", date="2020-01-02", url="u").attributions
    assert Attribution.model_validate_json(a.model_dump_json()) == a


def test_unknown_fields_are_refused(extractor: quoteattr.Extractor) -> None:
    (a,) = extractor("Le maire a dit : « Non, merci. »").attributions
    with pytest.raises(ValidationError):
        Attribution.model_validate({**a.model_dump(), "surprise": 1})


def test_unknown_stays_unknown(extractor: quoteattr.Extractor) -> None:
    (a,) = extractor("« Nous partirons demain matin, quoi qu'il arrive. »").attributions
    assert (a.cue, a.source, a.speaker) == (None, None, None)
    assert a.stance.target is None
    assert a.context.model_dump() == {"addressee": None, "medium": None, "time": None, "place": None}
