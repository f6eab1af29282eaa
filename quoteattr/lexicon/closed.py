"""The closed word classes of grammar.toml as sets."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from quoteattr.lexicon import load_table


class Words(BaseModel):
    """One set for each list of grammar.toml, where each is explained."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    time_nouns: frozenset[str]
    subject_pronouns: frozenset[str]
    clitics: frozenset[str]
    negations: frozenset[str]
    auxiliaries: frozenset[str]
    be: frozenset[str]
    real_governors: frozenset[str]
    connectives: frozenset[str]
    background: frozenset[str]
    subordinators: frozenset[str]
    interrogatives: frozenset[str]
    media_nouns: frozenset[str]
    abbreviations: frozenset[str]
    function_words: frozenset[str]
    inverted_in_questions: frozenset[str]
    phrase_pronouns: frozenset[str]
    approximations: frozenset[str]
    title_participles: tuple[str, ...]
    networks: frozenset[str]
    gatherings: tuple[str, ...]
    opinion_holders: frozenset[str]
    yardsticks: tuple[str, ...]


@cache
def words() -> Words:
    return load_table("grammar.toml", Words)
