"""Golden records of the five articles: `python -m tests.golden` rewrites them, git shows what changed."""

from __future__ import annotations

import json
from pathlib import Path

import quoteattr
from quoteattr import dataset

_FIXTURES = Path(__file__).parent.parent / "fixtures"


def render(extraction: quoteattr.Extraction) -> str:
    """Records as indented JSON, so that a change reads as a diff. Mentions are left to other tests."""
    rows = [a.model_dump(exclude={"metadata": True, "speaker": {"mentions"}}) for a in extraction.attributions]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def articles() -> list[dict[str, str]]:
    lines = (_FIXTURES / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def path(name: str) -> Path:
    return _FIXTURES / "golden" / f"{name}.json"


EXAMPLE = Path(__file__).parent.parent / "docs" / "examples" / "five-articles"


def build_example(folder: Path, extractor: quoteattr.Extractor) -> None:
    """The dataset of the five articles that the documentation shows."""
    options = dataset.Options(name="Five articles", overwrite=True)
    dataset.build(articles(), folder, options, extractor=extractor)


if __name__ == "__main__":
    extractor = quoteattr.load()
    for result in extractor.pipe(articles()):
        path(result.document.id).write_text(render(result), encoding="utf-8")
    build_example(EXAMPLE, extractor)
