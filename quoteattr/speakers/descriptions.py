"""Descriptions of speakers (*le chef de l'Etat français*, *une source policière*): what their words tell."""

from __future__ import annotations

import re
from itertools import pairwise

from quoteattr.lexicon.entities import common_first_names, entities, fold, folded
from quoteattr.records import Gender, SpeakerType
from quoteattr.speakers.entities import Entity, role_nouns

DETERMINER = re.compile(
    r"^(?:le|la|les|l['’]|un|une|des|du|ce|cet|cette|ces|son|sa|ses|leur|leurs|d['’]|de|notre|nos|quelques|plusieurs|certains|certaines)(?:[ \u00a0]|(?<=['’]))",
    re.IGNORECASE,
)


ARTICLE = re.compile(r"^(?:le[ \u00a0]|la[ \u00a0]|les[ \u00a0]|l['’])", re.IGNORECASE)


INDEFINITE = re.compile(
    r"^(?:un|une|des|plusieurs|certains|certaines|quelques|d['’]autres|de|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|d['’])(?:[ \u00a0]|$|(?<=['’]))",
    re.IGNORECASE,
)


DEFINITE = re.compile(r"(?:le|la|l['’]|cette|ce|cet)(?:[ \u00a0]|(?<=['’]))", re.IGNORECASE)


def first_noun(phrase: str) -> str:
    """The first word of a phrase that is neither determiner nor a common adjective before the noun, folded."""
    words = [fold(w) for w in re.findall(r"[\w-]+", DETERMINER.sub("", phrase))]
    return next((w for w in words if w not in folded().adjectives), words[0] if words else "")


def is_plural(surface: str) -> bool:
    return bool(
        re.match(
            r"(?:les|des|ces|ses|leurs|plusieurs|certains|certaines|quelques|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|nos|tous|toutes|de nombreux|de nombreuses|d['’]autres|la plupart|la majeure partie|de|environ|quelque|plus de|moins de|près de|beaucoup|droite et|une (?:partie|dizaine|vingtaine|trentaine|quarantaine|cinquantaine|centaine|majorité)|la majorité des|\d+)(?:[ \u00a0]|$|(?<=['’]))",
            surface,
            re.IGNORECASE,
        )
    )


def role_head(surface: str) -> str | None:
    """The role noun that heads a phrase, folded; two-word functions first (premier ministre)."""
    words = [fold(w) for w in re.findall(r"[\w-]+", DETERMINER.sub("", surface))]
    table = role_nouns()
    for i in range(min(4, len(words))):
        if i + 1 < len(words) and words[i] + " " + words[i + 1] in table:
            return words[i] + " " + words[i + 1]
        if words[i] in table:
            return words[i]
        if words[i].startswith("ex-") and words[i][3:] in table:
            return words[i][3:]
        if words[i] not in folded().adjectives:
            return None
    return None


def phrase_gender(surface: str, head: str | None) -> Gender:
    lower = surface.lower()
    if re.match(r"(?:la|une|cette|sa)[ \u00a0]", lower):
        return "female"
    if re.match(r"(?:le|un|ce|cet|son)[ \u00a0]", lower) and not (head and role_nouns().get(head) == "female"):
        return "male"
    return role_nouns().get(head or "", "unknown")


def countries_of(phrase: str) -> set[str]:
    """Countries that a phrase names by name or adjective, folded."""
    table = folded().nationalities
    words = [fold(w) for w in re.findall(r"[\w-]+", phrase)]
    pairs = [" ".join(p) for p in pairwise(words)]
    return {table[w] for w in words + pairs if w in table}


def of_another_country(e: Entity, countries: set[str]) -> bool:
    """Whether the text gives somebody functions of other countries only."""
    known = {country for role in e.roles for country in countries_of(role.phrase)}
    return bool(countries and known and not countries & known)


_STOPWORDS = frozenset(
    [
        "le",
        "la",
        "les",
        "l",
        "un",
        "une",
        "des",
        "du",
        "de",
        "d",
        "au",
        "aux",
        "à",
        "en",
        "et",
        "ce",
        "cet",
        "cette",
        "son",
        "sa",
        "ses",
        "leur",
        "qui",
    ]
)


def content_words(phrase: str) -> set[str]:
    return {w for w in (fold(x) for x in re.findall(r"[\w-]+", phrase)) if w not in _STOPWORDS and len(w) > 1}


def role_synonyms(words: set[str], head: str | None) -> set[str]:
    out: set[str] = set()
    for group in folded().synonyms:
        for g in group:
            parts = {w for w in re.findall(r"[\w-]+", g) if w not in _STOPWORDS}
            if (len(parts) > 1 and parts <= words) or g == head:
                out.update(group)
                break
    return out


def tidy(surface: str) -> str:
    """A description without acronym in brackets and without what only surrounds it."""
    name = re.sub(r"[ \u00a0]?\([^)]*\)", "", surface)
    return re.sub(r"\s+", " ", name.replace("\u00a0", " ")).strip(' ,;:«»"“”-–—')


def tidy_role(phrase: str) -> str:
    return ARTICLE.sub("", re.sub(r"\s+", " ", phrase)).strip(" ,")


def cut_name(name: str) -> str:
    """A name without trailing words that are no part of it."""
    words = name.split()
    while (
        len(words) > 1
        and not words[-1][:1].isupper()
        and fold(words[-1].split("'")[-1]) not in ("homme", "sante", "presse", "nature", "enfance")
    ):
        words.pop()
    return " ".join(words)


def kind_of_phrase(surface: str) -> SpeakerType:
    """What kind of speaker a phrase without a known name stands for, by its determiner and first noun."""
    table = folded()
    words = [fold(w) for w in re.findall(r"[\w-]+", DETERMINER.sub("", surface))]
    while len(words) > 1 and (
        words[0] in table.adjectives or words[0].isdigit() or words[0] in entities().groups.partitives
    ):
        words.pop(0)
    if not words:
        return "unknown"
    noun, pair = words[0], " ".join(words[:2])
    singular = noun[:-1] if noun.endswith(("s", "x")) else noun
    if noun in table.documents or singular in table.documents:
        return "document"
    if noun in table.anonymous_always or singular in table.anonymous_always:
        return "group" if noun != singular else "unknown"
    if noun in table.organizations or pair in table.organizations:
        return "organization"
    if noun in table.states and is_plural(surface):
        return "state"
    if is_plural(surface):
        return "organization" if singular in table.organizations and singular not in table.groups else "group"
    if noun in table.groups:
        return "group"
    head = role_head(surface)
    if INDEFINITE.match(surface):
        return "unknown"
    if head:
        return "person"
    bare = DETERMINER.sub("", surface)
    if bare[:1].isupper():
        first = bare.split()[0].rstrip(",")
        if bare == surface and fold(first) in common_first_names():
            return "person"
        lower_words = [w for w in bare.split() if w.lower() in ("de", "des", "du", "pour", "the", "of")]
        return "person" if bare == surface and len(bare.split()) >= 2 and not lower_words else "organization"
    return "unknown"
