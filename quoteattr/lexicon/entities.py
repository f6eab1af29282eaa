"""entities.toml and firstnames.toml as lookup tables."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from quoteattr.lexicon import load_table
from quoteattr.records import Gender


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Honorifics(_Strict):
    male: frozenset[str]
    plain: frozenset[str]
    female: frozenset[str]
    open: frozenset[str]


class _Roles(_Strict):
    male: frozenset[str]
    female: frozenset[str]
    synonyms: tuple[tuple[str, ...], ...] = ()
    offices: tuple[str, ...] = ()
    bench: frozenset[str] = frozenset()
    benches: frozenset[str] = frozenset()
    kin: frozenset[str] = frozenset()
    everywhere: frozenset[str] = frozenset()
    unique: frozenset[str] = frozenset()
    portfolios: frozenset[str] = frozenset()


class _Documents(_Strict):
    nouns: frozenset[str]
    transparent: frozenset[str]
    thing_endings: tuple[str, ...]


class _Organizations(_Strict):
    nouns: frozenset[str]
    local: frozenset[str]
    anaphoric: frozenset[str]
    pointed: frozenset[str]
    closing: frozenset[str]


class _Mute(_Strict):
    nouns: frozenset[str]


class _Groups(_Strict):
    nouns: frozenset[str]
    partitives: frozenset[str]


class _Anonymous(_Strict):
    nouns: frozenset[str]
    always: frozenset[str]


class _Adjectives(_Strict):
    words: frozenset[str]
    before_functions: frozenset[str]
    agent_endings: tuple[str, ...]
    trade_endings: tuple[str, ...]
    partisans: frozenset[str]
    sentence_openers: frozenset[str]


class _States(_Strict):
    nouns: frozenset[str]
    countries: frozenset[str]
    capitals: dict[str, str]
    adjectives: dict[str, str]


class Entities(_Strict):
    """The tables of entities.toml, where each is explained."""

    honorifics: _Honorifics
    roles: _Roles
    adjectives: _Adjectives
    anonymous: _Anonymous
    organizations: _Organizations
    documents: _Documents
    mute: _Mute
    groups: _Groups
    states: _States


class _FirstNames(_Strict):
    male: str
    female: str


@cache
def entities() -> Entities:
    return load_table("entities.toml", Entities)


@dataclass(frozen=True, slots=True)
class FoldedNouns:
    """Folded word sets for looking up what kind of speaker a phrase names."""

    documents: frozenset[str]
    transparent: frozenset[str]
    organizations: frozenset[str]
    groups: frozenset[str]
    anonymous_always: frozenset[str]
    adjectives: frozenset[str]
    states: frozenset[str]
    countries: frozenset[str]
    capitals: frozenset[str]
    synonyms: tuple[tuple[str, ...], ...]
    offices: tuple[str, ...]
    bench: frozenset[str]
    benches: frozenset[str]
    kin: frozenset[str]
    everywhere: frozenset[str]
    unique: frozenset[str]
    portfolios: frozenset[str]
    partisans: frozenset[str]
    sentence_openers: frozenset[str]
    nationalities: dict[str, str]  # adjectives in every gender and number, and countries, to folded countries


@cache
def folded() -> FoldedNouns:
    table = entities()
    return FoldedNouns(
        documents=frozenset(map(fold, table.documents.nouns)),
        transparent=frozenset(map(fold, table.documents.transparent)),
        organizations=frozenset(map(fold, table.organizations.nouns)),
        groups=frozenset(map(fold, table.groups.nouns)),
        anonymous_always=frozenset(map(fold, table.anonymous.always)),
        adjectives=frozenset(map(fold, table.adjectives.words)),
        states=frozenset(map(fold, table.states.nouns)),
        countries=frozenset(map(fold, table.states.countries)),
        capitals=frozenset(map(fold, table.states.capitals)),
        synonyms=tuple(tuple(map(fold, group)) for group in table.roles.synonyms),
        offices=tuple(map(fold, table.roles.offices)),
        bench=frozenset(map(fold, table.roles.bench)),
        benches=frozenset(map(fold, table.roles.benches)),
        kin=frozenset(map(fold, table.roles.kin)),
        everywhere=frozenset(map(fold, table.roles.everywhere)),
        unique=frozenset(map(fold, table.roles.unique)),
        portfolios=frozenset(map(fold, table.roles.portfolios)),
        partisans=table.adjectives.partisans,
        sentence_openers=table.adjectives.sentence_openers,
        nationalities=_nationalities(table.states),
    )


@cache
def role_nouns() -> dict[str, Gender]:
    """Folded role nouns with the gender they show; both genders make `unknown`."""
    roles = entities().roles
    out: dict[str, Gender] = {}
    for noun in roles.male:
        out[fold(noun)] = "male"
    for noun in roles.female:
        out[fold(noun)] = "unknown" if fold(noun) in out and out[fold(noun)] == "male" else "female"
    return out


@cache
def human_nouns() -> frozenset[str]:
    """Folded nouns for people: functions, kin and groups."""
    return folded().kin | folded().groups | role_nouns().keys()


def names_somebody(word: str) -> bool:
    """Whether a noun, singular or plural, is one for people or a body: *juge*, *joueurs*, *banque*."""
    noun = fold(word)
    singular = noun[:-1] if noun.endswith(("s", "x")) else noun
    return any(n in human_nouns() or n in folded().organizations for n in (noun, singular))


def _nationalities(states: _States) -> dict[str, str]:
    out = {fold(country): fold(country) for country in states.countries}
    for adjective, country in states.adjectives.items():
        stem = fold(adjective)
        feminine = (
            stem + "ne"
            if stem.endswith("ien")
            else stem[:-1] + "cque"
            if stem == "grec"
            else stem
            if stem.endswith("e")
            else stem + "e"
        )
        for form in (stem, feminine, "turque" if stem == "turc" else stem):
            for inflected in (form, form if form.endswith("s") else form + "s"):
                out[inflected] = fold(country)
    return out


def is_mute(noun: str) -> bool:
    """Whether a folded noun, singular or plural, is an event or a thing that says nothing."""
    mute = entities().mute.nouns
    return noun not in folded().organizations and (noun in mute or noun.rstrip("sx") in mute)


@cache
def first_names() -> dict[str, Literal["male", "female"]]:
    """Gender by folded first name; names in both lists are left out."""
    table = load_table("firstnames.toml", _FirstNames)
    male, female = {fold(n) for n in table.male.split()}, {fold(n) for n in table.female.split()}
    out: dict[str, Literal["male", "female"]] = {}
    for name in male - female:
        out[name] = "male"
    for name in female - male:
        out[name] = "female"
    return out


@cache
def common_first_names() -> frozenset[str]:
    table = load_table("firstnames.toml", _FirstNames)
    return frozenset(fold(n) for n in (table.male + " " + table.female).split())


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Lower case, without accents, typographic apostrophes straightened."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("’", "'").replace("œ", "oe"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))
