"""Knowledge from outside: offices with their holders, on request only."""

from __future__ import annotations

from pathlib import Path

import pytest

import quoteattr
from quoteattr.knowledge import Knowledge, KnowledgeError

_PEOPLE = Path(__file__).parent.parent / "fixtures" / "people.jsonl"


@pytest.fixture(scope="module")
def knowing(extractor: quoteattr.Extractor) -> quoteattr.Extractor:
    """The session's parser with the example file of people."""
    return quoteattr.Extractor(extractor.parser, knowledge=Knowledge.read(_PEOPLE))


@pytest.mark.parametrize(
    ("text", "date", "name", "kb_id"),
    [
        ("Le président turc a dit que l'opération continuerait.", "2020-02-21", "Recep Tayyip Erdogan", "Q39259"),
        # Without a date, only somebody whom the text names can be meant.
        ("Le président turc a dit que l'opération continuerait.", None, "Le président turc", None),
        ("Le président américain a dit que tout irait bien.", "2016-05-01", "Barack Obama", "Q76"),
        ("Le président américain a dit que tout irait bien.", "2018-05-01", "Donald Trump", "Q22686"),
        # The day of a handover has two holders.
        ("Le président américain a dit que tout irait bien.", "2017-01-20", "Le président américain", None),
        # Which country's head of state is meant, the persons named in the text tell.
        (
            "Le chef de l'Etat a promis une loi. Emmanuel Macron part lundi.",
            "2018-01-01",
            "Emmanuel Macron",
            "Q3052772",
        ),
        ("Le président du club a dit que tout va bien.", "2020-01-01", "Le président du club", None),
        ("L'ancien président américain a dit que tout irait bien.", "2018-05-01", "L'ancien président américain", None),
        # A name alone gets its id, too.
        ("Angela Merkel a dit que tout irait bien.", None, "Angela Merkel", "Q567"),
    ],
)
def test_offices(text: str, date: str | None, name: str, kb_id: str | None, knowing: quoteattr.Extractor) -> None:
    speaker = knowing(text, date=date).attributions[0].speaker
    assert speaker is not None
    assert (speaker.name, speaker.kb_id) == (name, kb_id)


def test_the_text_tells_otherwise(knowing: quoteattr.Extractor) -> None:
    text = "Le président turc Ali Demir est là. Le président turc a dit que tout irait bien."
    speaker = knowing(text, date="2020-02-21").attributions[0].speaker
    assert speaker is not None
    assert speaker.name == "Ali Demir"


def test_nothing_without_it(extractor: quoteattr.Extractor) -> None:
    speaker = extractor("Le président turc a dit que tout irait bien.", date="2020-02-21").attributions[0].speaker
    assert speaker is not None
    assert (speaker.name, speaker.kb_id) == ("Le président turc", None)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: not valid JSON"),
        ('{"id": "Q1"}', "line 2: name: Field required"),
        ('{"id": "Q1", "name": "A", "job": 1}', "line 2: job: Extra inputs are not permitted"),
        (
            '{"id": "Q1", "name": "A", "roles": [{"title": "roi", "from": "hier"}]}',
            "line 2: roles.0.from: 'hier' is no date",
        ),
        ("[]", "line 2: entry: "),
    ],
)
def test_malformed(line: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "people.jsonl"
    path.write_text('{"id": "Q0", "name": "B"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"people\.jsonl") as caught:
        Knowledge.read(path)
    assert message in str(caught.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="cannot be read"):
        Knowledge.read(tmp_path / "none.jsonl")
