"""Claims: whether a statement asserts a checkable fact, and its wording on its own."""

from __future__ import annotations

import re

from quoteattr.attributions.found import Found
from quoteattr.records import Act
from quoteattr.spans import Range

# How often statements of each act assert a checkable fact; counted on eval/gold/train.
_BASE: dict[Act, float] = {
    "state": 0.65,
    "deny": 0.5,
    "doubt": 0.2,
    "demand": 0.05,
    "commit": 0.1,
    "warn": 0.35,
    "condemn": 0.5,
    "endorse": 0.35,
}
_PAST = re.compile(
    r"\b(?:a|ont|avait|avaient|est|sont|était|étaient|fut|furent|ai|avons)\b[^.;]{0,25}?\b\w+(?:é|ée|és|ées|i|is|it|u|us|ue|ues|ert|aint)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"\d|\b(?:milliers?|millions?|milliards?|dizaines?|centaines?|pour cent|moitié|deux|trois|quatre|cinq|six|sept|huit|dix)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b\w{2,}(?:ra|ront|rai|rons|rait|raient)\b|\b(?:va|vont|pourrait|pourraient|devrait|devraient)\b", re.IGNORECASE
)
_OPINION = re.compile(
    r"\b(?:je (?:crois|pense|trouve|suis)|j['’](?:espère|aime)|il faut|important|essentiel|nécessaire|peut-être|bien|mal|meilleur|vraiment|doit|doivent)\b",
    re.IGNORECASE,
)


def checkworthiness(text: str, f: Found, act: Act) -> float:
    """How sure it is that the statement asserts at least one verifiable fact about the present or past."""
    content = " ".join(r.of(text) for r in f.content)
    score = _BASE[act]
    if act in ("demand", "commit"):
        return score
    if _PAST.search(content):
        score += 0.2
    if _FIGURE.search(content):
        score += 0.15
    if _FUTURE.search(content):
        score -= 0.2
    if _OPINION.search(content):
        score -= 0.15
    if len(content.split()) < 6:
        score -= 0.2
    return min(1.0, max(0.0, score))


def wording(text: str, ranges: list[Range]) -> str:
    """The statement as one line: quotation marks at its edges gone, spaces folded."""
    parts = [re.sub(r"\s+", " ", r.of(text).replace("\u00a0", " ")).strip() for r in ranges]
    joined = " ".join(re.sub(r"^[«“\"„]\s*|\s*[»”\"]$", "", p) for p in parts)
    return joined.strip()
