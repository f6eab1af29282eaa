"""Descriptions of speakers (*le chef de l'Etat français*, *une source policière*): what their words tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from quoteattr.lexicon.closed import words as grammar_words
from quoteattr.lexicon.entities import common_first_names, entities, fold, folded, role_nouns
from quoteattr.records import Gender, SpeakerType
from quoteattr.speakers.entities import Entity

ARTICLE = re.compile(r"^(?:le[ \u00a0]|la[ \u00a0]|les[ \u00a0]|l['’])", re.IGNORECASE)
DEFINITE = re.compile(r"(?:le|la|l['’]|cette|ce|cet)(?:[ \u00a0]|(?<=['’]))", re.IGNORECASE)

# A definite noun without anything: la préfecture, les chercheurs
DEFINITE_NOUN = re.compile(r"(?:le[ \u00a0]|la[ \u00a0]|les[ \u00a0]|l['’])[\w-]+", re.IGNORECASE)
DEMONSTRATIVE = re.compile(r"(?:ce|cet|cette)[ \u00a0]", re.IGNORECASE)
_DEMONYM = re.compile(r"[A-ZÀ-Ý][\w-]{2,}(?:ais|aise|ois|oise|ain|aine|ien|ienne|éen|éenne)")
_AGED = re.compile(r"\d{1,3}[ \u00a0]ans(?!\w)")

# Ordinals stand for a person only on their own: la première, not la première manifestation.
_ORDINALS = ("premier", "premiere", "second", "seconde")


def _opening(words: Iterable[str], *, alone: bool = True) -> re.Pattern[str]:
    """A description that begins with one of these words, the longest that fits, or is that word `alone`."""
    alternatives = sorted((re.escape(w).replace("'", "['’]") for w in words), key=lambda w: (-len(w), w))
    return re.compile(rf"(?:{'|'.join(alternatives)})(?:[ \u00a0]{'|$' if alone else ''}|(?<=['’]))", re.IGNORECASE)


@cache
def _determiner() -> re.Pattern[str]:
    return _opening(grammar_words().determiners, alone=False)


@cache
def _indefinite() -> re.Pattern[str]:
    return _opening(grammar_words().indefinites)


@cache
def _plural() -> re.Pattern[str]:
    return _opening(grammar_words().plurals)


def determiner_of(surface: str) -> str:
    """The determiner that opens a phrase, with the space after it; empty when there is none."""
    match = _determiner().match(surface)
    return match.group() if match else ""


def bare(surface: str) -> str:
    """A phrase without the determiner that opens it."""
    return surface[len(determiner_of(surface)) :]


def is_indefinite(surface: str) -> bool:
    """Whether a phrase is about somebody the text need not know: *un habitant*, *des experts*."""
    return _indefinite().match(surface) is not None


def first_noun(phrase: str) -> str:
    """The first word of a phrase that is neither determiner nor a common adjective before the noun, folded."""
    words = [fold(w) for w in re.findall(r"[\w-]+", bare(phrase))]
    return next((w for w in words if w not in folded().adjectives), words[0] if words else "")


def is_plural(surface: str) -> bool:
    """Whether a phrase is about several by its determiner or number."""
    return (
        bool(re.match(r"\d+(?:[.,]\d+)?(?:[ \u00a0]?%)?(?:[ \u00a0]|$)", surface))
        or _plural().match(surface) is not None
    )


def role_head(surface: str) -> str | None:
    """The role noun that heads a phrase, folded; two-word functions first (premier ministre)."""
    words = [fold(w) for w in re.findall(r"[\w-]+", bare(surface))]
    table = role_nouns()
    for i in range(min(4, len(words))):
        if i + 1 < len(words) and words[i] + " " + words[i + 1] in table:
            return words[i] + " " + words[i + 1]
        if words[i] in table and not (words[i] in _ORDINALS and i + 1 < len(words)):
            return words[i]
        if words[i].startswith("ex-") and words[i][3:] in table:
            return words[i][3:]
        if words[i] not in folded().adjectives:
            return None
    return None


def phrase_gender(surface: str, head: str | None) -> Gender:
    lower = surface.lower()
    if re.match(r"(?:la|une|cette|sa)[ \u00a0]|l['’](?:ancienne|actuelle)[ \u00a0]", lower):
        return "female"
    if re.match(r"l['’](?:ancien|actuel)[ \u00a0]", lower):
        return "male"
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


def is_demonym(surface: str) -> bool:
    """Whether a phrase is somebody by their country: *le Québécois*, *la Suissesse*."""
    words = re.findall(r"[\w-]+", bare(surface))
    if DEFINITE.match(surface) is None or len(words) != 1:
        return False
    known = fold(words[0]) in folded().nationalities and fold(words[0]) not in folded().countries
    # le Francilien, but Le Parisien is a newspaper
    return known or (surface[:1].islower() and _DEMONYM.fullmatch(words[0]) is not None)


def is_this_person(surface: str) -> bool:
    """Whether a phrase points at a person whom the text has brought in: *cette ancienne commerciale*, *cet homme de 21 ans*."""
    if not DEMONSTRATIVE.match(surface) or first_noun(surface) in folded().anonymous_always:
        return False
    words = [fold(w) for w in re.findall(r"[\w-]+", bare(surface))]
    noun = first_noun(surface)
    once = bool(words) and words[0] in ("ancien", "ancienne")
    return (
        once
        or role_head(surface) is not None
        or _AGED.search(surface) is not None
        or noun in folded().nationalities
        or _DEMONYM.fullmatch(bare(surface).split()[0] if bare(surface) else "") is not None
        or (noun.endswith(entities().adjectives.agent_endings) and noun not in folded().documents)
    )


def determiner_gender(surface: str) -> Gender:
    """The gender that a singular determiner shows."""
    lower = surface.lower()
    if re.match(r"(?:la|une|cette|sa)[ \u00a0]", lower):
        return "female"
    return "male" if re.match(r"(?:le|un|ce|cet|son)[ \u00a0]", lower) else "unknown"


def content_words(phrase: str) -> set[str]:
    return {
        w for w in (fold(x) for x in re.findall(r"[\w-]+", phrase)) if w not in grammar_words().stopwords and len(w) > 1
    }


@cache
def _synonyms() -> tuple[tuple[tuple[str, frozenset[str]], ...], ...]:
    """Groups of wordings of one function, each wording with its words that mean something."""
    stopwords = grammar_words().stopwords
    return tuple(
        tuple((g, frozenset(w for w in re.findall(r"[\w-]+", g) if w not in stopwords)) for g in group)
        for group in folded().synonyms
    )


def role_synonyms(words: set[str], head: str | None) -> set[str]:
    """Other wordings of a function. One of several words (*chef de l'État*) says more than its noun alone (*chef*)."""
    exact: set[str] = set()
    loose: set[str] = set()
    for group in _synonyms():
        for wording, parts in group:
            if len(parts) > 1 and parts <= words:
                exact.update(w for w, _ in group)
                break
            if wording == head:
                loose.update(w for w, _ in group)
                break
    return exact or loose


def is_fixed_office(words: set[str]) -> bool:
    """Whether a description holds an office of several words: *chef de l'État*, *chef de la diplomatie*."""
    return any(len(parts) > 1 and parts <= words for group in _synonyms() for _, parts in group)


def tidy(surface: str) -> str:
    """A description without acronym in brackets and without what only surrounds it."""
    name = re.sub(r"[ \u00a0]?\([^)]*\)$", "", surface)
    name = re.sub(r"\s+", " ", name.replace("\u00a0", " ")).strip(" ,;:-–—")
    stripped = name.strip(' ,;:«»"“”-–—')
    # Marks belong to a label inside the phrase: les «gilets jaunes», not to one around it all.
    return name if _pairs(name) and not _pairs(stripped) else stripped


def _pairs(name: str) -> bool:
    return name.count("«") == name.count("»") and name.count("“") == name.count("”") and name.count('"') % 2 == 0


def tidy_role(phrase: str) -> str:
    return ARTICLE.sub("", re.sub(r"\s+", " ", phrase)).strip(" ,")


def cut_name(name: str) -> str:
    """A name without trailing words that are no part of it."""
    words = name.split()
    closing = entities().organizations.closing
    while len(words) > 1 and not words[-1][:1].isupper() and fold(words[-1].split("'")[-1]) not in closing:
        words.pop()
    return " ".join(words)


def kind_of_phrase(surface: str) -> SpeakerType:
    """What kind of speaker a phrase without a known name stands for, by its determiner and first noun."""
    table = folded()
    words = [fold(w) for w in re.findall(r"[\w-]+", bare(surface))]
    while len(words) > 1 and (
        (words[0] in table.adjectives and words[0] not in table.organizations)
        or words[0].isdigit()
        or words[0] in entities().groups.partitives
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
    if pair in table.organizations or (noun in table.organizations and not (is_plural(surface) and noun != singular)):
        return "organization"
    if noun in table.states:
        return "state"
    if is_plural(surface):
        return "organization" if noun in table.organizations else "group"
    if noun in table.groups:
        return "group"
    head = role_head(surface)
    if is_indefinite(surface):
        return "unknown"
    if head or is_demonym(surface):
        return "person"
    name = bare(surface)
    if name[:1].isupper():
        first = name.split()[0].rstrip(",")
        if name == surface and fold(first) in common_first_names():
            return "person"
        lower_words = [
            w for w in name.split() if w.lower() in ("de", "des", "du", "pour", "sans", "sur", "contre", "the", "of")
        ]
        return "person" if name == surface and len(name.split()) >= 2 and not lower_words else "organization"
    return "unknown"
