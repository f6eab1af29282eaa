"""The whole extraction on a real Stanza pipeline: a small one, trained by scripts/train_stanza.py on a French treebank."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import quoteattr
from quoteattr.evaluation import evaluate, read_gold
from quoteattr.parse import ParserError
from tests.golden import articles

stanza = pytest.importorskip("stanza", reason="needs `pip install 'quoteattr[stanza]'`; `make test-stanza` installs it")

_HERE = Path(__file__).parent
MODEL: dict[str, Any] = {
    "dir": str(_HERE / "models" / "stanza-fr"),
    # Nobody reads lemmas, but Stanza's parser asks for them.
    "processors": {**dict.fromkeys(("tokenize", "mwt", "pos", "depparse"), "small"), "lemma": "identity"},
    "use_gpu": False,
}


@pytest.fixture(scope="module")
def small() -> quoteattr.Extractor:
    return quoteattr.load(parser="stanza", **MODEL)


def test_contractions_keep_their_places(small: quoteattr.Extractor) -> None:
    text = "Le chef du parti a parlé aux députés des écoles auxquelles il pense."
    [tokens] = small.parser.pipe([text])
    assert [t.text for t in tokens] == [*text[:-1].split(), "."]
    assert all(text[t.start : t.end] == t.text for t in tokens)
    assert all(0 <= t.head < len(tokens) for t in tokens)
    du = tokens[2]
    assert du.pos == "ADP" and tokens[du.head].text == "parti"


def test_several_strings_in_order(small: quoteattr.Extractor) -> None:
    strings = ["Il part. Elle reste.", "Le maire affirme que le pont ferme.", "Oui"]
    parsed = list(small.parser.pipe(strings))
    for string, tokens in zip(strings, parsed, strict=True):
        assert "".join(t.text for t in tokens) == string.replace(" ", "")


def test_records_are_whole_and_figures_are_what_the_page_says(small: quoteattr.Extractor) -> None:
    gold = read_gold(_HERE.parent / "fixtures" / "gold")
    extractions = list(small.pipe(articles()))
    for e in extractions:
        for a in e.attributions:
            for s in (*a.statement.spans, *filter(None, (a.cue, a.source))):
                assert e.document.text[s.start : s.end] == s.text
    figures = evaluate(gold, [a.model_dump() for e in extractions for a in e.attributions]).figures
    page = (_HERE.parent / "docs" / "how-to" / "parsers.md").read_text(encoding="utf-8")
    for name in ("detection_50", "who_said_what"):
        assert f"{figures[name]['f1']:.2f}" in page, (name, figures[name])


def test_a_missing_model_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(ParserError, match=r"stanza\.download\('fr'\)"):
        quoteattr.load(parser="stanza", dir=str(tmp_path))


def test_unknown_parsers_are_named() -> None:
    with pytest.raises(ValueError, match="unknown parser 'moon': choose 'spacy' or 'stanza'"):
        quoteattr.load(parser="moon")
