"""Literals without which a regular expression cannot match, so that most of a long list need not be tried.

Looking for a few letters costs far less than trying an expression.
"""

from __future__ import annotations

import re
from re import _constants as _ops  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

# Shorter ones are in nearly every text.
_LEAST = 3
_MOST_ALTERNATIVES = 40


def required_literals(pattern: str) -> tuple[str, ...]:
    """Strings in lower case of which every text that the pattern matches holds at least one; none where that cannot be
    told. For patterns that ignore case."""
    found = _of_sequence(_parser.parse(pattern, re.IGNORECASE))
    return tuple(sorted(found)) if found and all(len(s) >= _LEAST for s in found) else ()


def _of_sequence(items: Any) -> frozenset[str]:
    """The best literals of a sequence: those whose shortest is longest."""
    candidates: list[frozenset[str]] = []
    run = ""
    for op, argument in items:
        if op is _ops.LITERAL:
            run += chr(argument).lower()
            continue
        candidates.append(frozenset([run]))
        run = ""
        if op is _ops.SUBPATTERN:
            candidates.append(_of_sequence(argument[-1]))
        elif op is _ops.BRANCH:
            branches = [_of_sequence(branch) for branch in argument[1]]
            if all(branches):
                candidates.append(frozenset().union(*branches))
        elif op in (_ops.MAX_REPEAT, _ops.MIN_REPEAT) and argument[0] > 0:
            candidates.append(_of_sequence(argument[2]))
    candidates.append(frozenset([run]))
    usable = [c for c in candidates if c and "" not in c and len(c) <= _MOST_ALTERNATIVES]
    return max(usable, key=lambda c: (min(map(len, c)), -len(c)), default=frozenset())
