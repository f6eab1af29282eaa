"""Circumstances of a reporting clause: to whom, through which medium, when, where."""

from __future__ import annotations

import re

from quoteattr.attributions.found import Found
from quoteattr.records import Context

_END = r"(?=[ \u00a0]*(?:[,.;:)]|$|(?:dans|sur|à|au|lors|devant|en|le|la|un|une|mercredi|lundi|mardi|jeudi|vendredi|samedi|dimanche|que|qu['’])\b))"
_TIME = re.compile(
    r"\b((?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)(?:[ \u00a0](?:matin|midi|après-midi|soir|dernier|prochain|\d{1,2}(?:er)?[ \u00a0]\w+(?:[ \u00a0]\d{4})?))?)|hier(?:[ \u00a0](?:soir|matin))?|ce[ \u00a0](?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|matin|soir|midi)(?:[ \u00a0](?:matin|midi|après-midi|soir))?|(?:en|le)[ \u00a0](?:\d{1,2}(?:er)?[ \u00a0])?(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)(?:[ \u00a0]\d{4})?|la[ \u00a0]semaine[ \u00a0](?:dernière|passée))\b",
    re.IGNORECASE,
)
_ADDRESSEE = re.compile(
    r"\b((?:à|auprès de|auprès d['’]|devant|face à)[ \u00a0]?(?:l['’]AFP|la presse|des journalistes|les journalistes|ses homologues|son homologue|l['’]agence[ \u00a0]\w+|(?:la|le|les|l['’]|des|ses)[ \u00a0]?(?:presse|députés|sénateurs|journalistes|médias|élus|militants)))\b"
)
_MEDIUM = re.compile(
    r"\b((?:sur|via)[ \u00a0](?:son[ \u00a0]compte[ \u00a0])?(?:Twitter|Facebook|Instagram|BFMTV|France[ \u00a0]?\w+|RTL|RMC|Europe[ \u00a0]1|LCI|CNews|les réseaux sociaux|son site|son blog)|dans[ \u00a0](?:un|une|son|sa)[ \u00a0](?:communiqué|déclaration|tweet|entretien|interview|tribune|lettre|message|rapport|vidéo|texte|discours)(?:[ \u00a0](?:commune?|conjointe?|à l['’]AFP))?|par voie de communiqué|sur Twitter)\b"
)
_PLACE = re.compile(r"\b((?:à|en)[ \u00a0][A-ZÀ-Ý][\w'’-]+(?:[ \u00a0-][A-ZÀ-Ý][\w'’-]+)?)" + _END)


def context_of(text: str, f: Found) -> Context:
    """What the reporting clause says about its circumstances, in the text's own words."""
    if f.clause is None or f.cue is None:
        return Context()
    clause = f.clause.of(text)
    if f.source is not None and f.clause.overlaps(f.source):
        # The source's own words ("ministre à Paris") are no circumstances.
        a, b = f.source.start - f.clause.start, f.source.end - f.clause.start
        clause = clause[: max(0, a)] + " " * (min(b, len(clause)) - max(0, a)) + clause[b:]
    return Context(
        addressee=_first(_ADDRESSEE, clause),
        medium=_first(_MEDIUM, clause),
        time=_first(_TIME, clause),
        place=_first(_PLACE, clause),
    )


def _first(pattern: re.Pattern[str], clause: str) -> str | None:
    match = pattern.search(clause)
    return re.sub(r"\s+", " ", match.group(1)) if match else None
