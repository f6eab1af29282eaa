"""Direct, indirect or mixed: how much of a statement stands inside quotation marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quoteattr.marks import Quotation
from quoteattr.records import Kind
from quoteattr.spans import Range

_WORD = re.compile(r"\w+", re.UNICODE)
# Words that may join two quoted pieces without being part of what is said in the reporter's words.
_JOINERS = frozenset(["et", "ou", "mais", "puis"])
_LABEL_WORDS = 3


def kind_of(text: str, content: Sequence[Range], quotations: Sequence[Quotation]) -> Kind:
    """The kind of a statement; quotation marks around a mere label («gilets jaunes») do not count."""
    inside = outside = label = 0
    recurring: dict[str, bool] = {}
    for r in content:
        here = [q for q in quotations if q.start < r.end and q.end > r.start]
        labels = [q for q in here if _is_label(text, q, r, recurring)]
        for match in _WORD.finditer(text, r.start, r.end):
            q = next((q for q in here if q.start <= match.start() < q.end), None)
            if q is None:
                outside += match.group().lower() not in _JOINERS
            elif q in labels:
                label += 1
            else:
                inside += 1
    if not inside and (outside or not label):
        return "indirect"
    return "mixed" if outside else "direct"


def _is_label(text: str, q: Quotation, content: Range, recurring: dict[str, bool]) -> bool:
    """A short quoted name that recurs in the text: it is what the thing is called, not what was said. `recurring`: what
    is known of others."""
    inner = q.inner.of(text).strip()
    if not inner or len(inner.split()) > _LABEL_WORDS or len(q.range) >= len(content):
        return False
    if inner not in recurring:
        recurring[inner] = len(re.findall(re.escape(inner), text, re.IGNORECASE)) > 1
    return recurring[inner] or inner[:1].isupper()
