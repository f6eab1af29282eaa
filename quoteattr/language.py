"""Whether a text is French at all, by its commonest words: a warning for the user, not an identifier of languages."""

from __future__ import annotations

import re
from itertools import islice

from quoteattr.lexicon.closed import words

_WORD = re.compile(r"[^\W\d_]+")
_READ = 400  # words: enough to tell
_TOO_SHORT = 15
# A rough line between French and its neighbours, set by judgement and not measured: it only decides on a warning.
_LEAST = 0.3


def looks_french(text: str) -> bool:
    """Whether the beginning of a text looks French; a very short one always does."""
    read = [m.group().lower() for m in islice(_WORD.finditer(text), _READ)]
    return len(read) < _TOO_SHORT or sum(w in words().common for w in read) >= _LEAST * len(read)
