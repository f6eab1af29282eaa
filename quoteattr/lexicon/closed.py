"""The closed word classes of grammar.toml as sets."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from quoteattr.lexicon import load_table
from quoteattr.records import Gender


class Words(BaseModel):
    """One set for each list of grammar.toml, where each is explained."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    time_nouns: frozenset[str]
    subject_pronouns: frozenset[str]
    third_person_male: frozenset[str]
    third_person_female: frozenset[str]
    third_person_plural: frozenset[str]
    first_person: frozenset[str]
    neuter: frozenset[str]
    tonic: frozenset[str]
    that_one: frozenset[str]
    relatives: frozenset[str]
    subject_relatives: frozenset[str]
    contrasting: frozenset[str]
    fronted_conjunctions: frozenset[str]
    determiners: frozenset[str]
    indefinites: frozenset[str]
    plurals: frozenset[str]
    stopwords: frozenset[str]
    of: frozenset[str]
    to: frozenset[str]
    before_infinitives: frozenset[str]
    that: frozenset[str]
    never_last: frozenset[str]
    conjunction_heads: frozenset[str]
    clause_nouns: frozenset[str]
    conditions: frozenset[str]
    time_openers: frozenset[str]
    late: frozenset[str]
    predeterminers: frozenset[str]
    clitics: frozenset[str]
    postposed: frozenset[str]
    set_with_pour: tuple[str, ...]
    third_person_plural_female: frozenset[str]
    ranks: frozenset[str]
    to_functions: frozenset[str]
    possessives: frozenset[str]
    measuring: frozenset[str]
    relying: frozenset[str]
    object_clitics: frozenset[str]
    inside_reflexives: frozenset[str]
    negations: frozenset[str]
    negators: frozenset[str]
    auxiliaries: frozenset[str]
    be: frozenset[str]
    real_governors: frozenset[str]
    connectives: frozenset[str]
    background: frozenset[str]
    subordinators: frozenset[str]
    comparatives: frozenset[str]
    degrees: frozenset[str]
    adverbial_openers: frozenset[str]
    likening: frozenset[str]
    narrative_governors: frozenset[str]
    turns: frozenset[str]
    interrogatives: frozenset[str]
    media_nouns: frozenset[str]
    common: frozenset[str]
    abbreviations: frozenset[str]
    function_words: frozenset[str]
    name_particles: frozenset[str]
    chunk_ends: frozenset[str]
    inverted_in_questions: frozenset[str]
    phrase_pronouns: frozenset[str]
    approximations: frozenset[str]
    title_participles: tuple[str, ...]
    people_endings: tuple[str, ...]
    agent_endings: tuple[str, ...]
    networks: frozenset[str]
    gatherings: tuple[str, ...]
    light_verbs: tuple[str, ...]
    opinion_holders: frozenset[str]
    yardsticks: tuple[str, ...]
    naming: tuple[str, ...]
    yardstick_nouns: frozenset[str]


@cache
def words() -> Words:
    return load_table("grammar.toml", Words)


@cache
def third_person() -> dict[str, Gender]:
    """The gender that each singular pronoun of the third person shows."""
    table = words()
    male: dict[str, Gender] = dict.fromkeys(table.third_person_male, "male")
    return male | dict.fromkeys(table.third_person_female, "female")
