"""Circumstances of a reporting clause, in the text's own words."""

from __future__ import annotations

import pytest

from quoteattr import Extractor
from quoteattr.records import Context

_CASES = [
    ("«C'est une erreur», a déclaré mardi soir Anne Morel à l'AFP.", Context(time="mardi soir", addressee="à l'AFP")),
    ("«C'est une erreur», a écrit Anne Morel sur Twitter.", Context(medium="sur Twitter")),
    ("«C'est une erreur», a dit Anne Morel dans un communiqué.", Context(medium="dans un communiqué")),
    ("«C'est une erreur», a affirmé Anne Morel à Toulouse.", Context(place="à Toulouse")),
    ("«C'est une erreur», a dit l'ambassadeur à Berlin.", Context()),
    ("«C'est une erreur», a dit Anne Morel.", Context()),
]


@pytest.mark.parametrize(("text", "expected"), _CASES)
def test_context(extractor: Extractor, text: str, expected: Context) -> None:
    (record,) = extractor(text).attributions
    assert record.context == expected
