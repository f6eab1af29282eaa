"""Records of the five articles, byte for byte. After a wanted change: `make golden`, and review the diff."""

from __future__ import annotations

import quoteattr
from tests.golden import articles, path, render


def test_golden_records(extractor: quoteattr.Extractor) -> None:
    for extraction in extractor.pipe(articles()):
        assert render(extraction) == path(extraction.document.id).read_text(encoding="utf-8")
