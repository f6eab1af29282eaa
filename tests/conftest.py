from __future__ import annotations

import pytest

import quoteattr


@pytest.fixture(scope="session")
def extractor() -> quoteattr.Extractor:
    """The real pipeline on the real spaCy model, loaded once."""
    return quoteattr.load()
