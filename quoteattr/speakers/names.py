"""Sources that name somebody: persons, joint speakers, organizations known by name."""

from __future__ import annotations

import re

from quoteattr.lexicon.closed import words
from quoteattr.lexicon.entities import common_first_names, entities, fold, folded, role_nouns
from quoteattr.spans import Range
from quoteattr.speakers.descriptions import determiner_of, first_noun, is_indefinite, kind_of_phrase, role_head
from quoteattr.speakers.discourse import Discourse, Link, person
from quoteattr.speakers.entities import Entity

_COMPLEMENT = re.compile(
    r"(?:^|[\s'’])(?:de|du|des|d['’]|à|au|aux|avec|pour|par|chez|contre|sur|en|dans)(?:[ \u00a0](?:la|l['’]|le|les|M\.|Mme|Me))?$",
    re.IGNORECASE,
)
_WITH_APPOSITION = re.compile(
    r"([A-ZÀ-Ý][\w’'-]+(?:[ \u00a0](?:[A-ZÀ-Ý]\.|[A-ZÀ-Ý][\w’'-]+)){0,2}),[ \u00a0]((?:un[ \u00a0]|une[ \u00a0])?[«\"“]?[a-zà-ÿ].*|\d+ ans.*)",
    re.DOTALL,
)


def named(d: Discourse, source: Range) -> Link | None:
    """Persons named in the source, unless they are only complements (*le porte-parole de X*)."""
    inside = sorted(
        ((r, e) for e in d.entities for r in e.mentions if source.start <= r.start < source.end),
        key=lambda p: (p[0].start, -p[0].end),
    )
    heads: list[tuple[Range, Entity]] = []
    for r, e in inside:
        if any(h.start <= r.start < h.end for h, _ in heads):
            continue
        lead = d.text[source.start : r.start]
        if not _is_complement(lead) and not _of_body(lead):
            heads.append((r, e))
    persons = [(r, e) for r, e in heads if e.type == "person"]
    if not persons:
        return _organization(d, source, heads)
    if len(persons) > 1:
        between = d.text[persons[0][0].end : persons[1][0].start]
        if re.search(r"\bet\b|,|&", between) and not re.search(r"\b(?:de|du|avec|comme)\b", between.split("et")[-1]):
            joint = together([e for _, e in persons])
            if joint is not None:
                return joint
    return person(persons[0][1], "name")


def together(persons: list[Entity]) -> Link | None:
    """Several persons as one speaker, each named; None when they are one."""
    own: list[Entity] = []
    for e in persons:
        if e not in own:
            own.append(e)
    if len(own) < 2:
        return None
    names = [e.name for e in own]
    joint = ", ".join(names[:-1]) + " et " + names[-1]
    return Link(joint, "person", mentions=[r for e in own for r in e.mentions], how="name", plural=True)


def with_apposition(d: Discourse, surface: str) -> Link | None:
    """A name that only its apposition explains: *Lina, jeune ouvrière de 22 ans*."""
    match = _WITH_APPOSITION.match(surface)
    if match is None:
        return None
    name, apposition = match.group(1), match.group(2)
    first = fold(name.split()[0])
    if first in words().function_words:
        return None
    human = first in common_first_names() or is_indefinite(apposition) or kind_of_phrase(apposition) == "person"
    if not human or kind_of_phrase(apposition) == "organization":
        return None
    gender = role_nouns().get(role_head(apposition) or "", "unknown")
    if gender == "unknown" and apposition.startswith("une"):
        gender = "female"
    return Link(name, "person", gender, mentions=d.occurrences(name), how="name")


def _organization(d: Discourse, source: Range, heads: list[tuple[Range, Entity]]) -> Link | None:
    organizations = [e for _, e in heads if e.type == "organization"]
    if not organizations:
        return None
    lead = d.text[source.start : heads[0][0].start]
    if any(fold(w) in role_nouns() for w in re.findall(r"\w+", lead)):
        return None
    e = organizations[0]
    return Link(e.name, "organization", mentions=e.mentions, how="name", entity=e)


def _of_body(lead: str) -> bool:
    """Whether a name stands in apposition to whom a body belongs, or somebody without a name: *bureau du maire,
    l'écologiste X*, *un porte-parole du ministre, X*."""
    inner = re.search(r"(?:du|de la|de l['’])[ \u00a0]?([^,]*),", lead)
    noun = first_noun(lead)
    document = noun in folded().documents and noun not in folded().transparent  # l'agenda du ministre, X
    belongs = noun in folded().organizations or document or is_indefinite(lead)
    return bool(inner and belongs and role_head("le " + inner.group(1)))


def _is_complement(lead: str) -> bool:
    """Whether a name after these words of its phrase is only a complement."""
    lead = lead.rstrip("\u00a0 ")
    if not lead:
        return False
    if _COMPLEMENT.search(lead):
        # "de M. Macron" is a complement; "au parquet de Paris, X" would have ended with a comma; M. de Crem is a name
        own = re.fullmatch(r"(?:(\S+)[ \u00a0])?(?:du|de|d['’]|des)", lead, re.IGNORECASE)
        return own is None or not (own.group(1) is None or own.group(1).lower() in entities().honorifics.plain)
    # Le porte-parole du maire X: the name belongs to the inner function.
    inner = re.search(r"\b(?:du|de la|des)[ \u00a0]([^,]*)$", lead)
    return bool(inner and "," not in lead and determiner_of(lead) and role_head(inner.group(1)))
