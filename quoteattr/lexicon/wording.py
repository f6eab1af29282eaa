"""wording.toml as compiled tables."""

from __future__ import annotations

import re
from functools import cache

from pydantic import BaseModel, ConfigDict

from quoteattr.lexicon import load_table


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FirstPerson(_Strict):
    """How the first person singular becomes the third."""

    possessives: dict[str, str]
    reflexives: dict[str, str]
    verbs: dict[str, str]
    endings: tuple[tuple[str, str], ...]
    obstacles: frozenset[str]
    between: frozenset[str]

    def verb(self, form: str) -> str | None:
        """The third person of a verb form that stands in the first, None for what is no such form."""
        if form in self.verbs:
            return self.verbs[form]
        return next((form[: -len(mine)] + its for mine, its in self.endings if form.endswith(mine)), None)


class _Impersonal(_Strict):
    verbs: tuple[str, ...]


class Wording(_Strict):
    """wording.toml; its sections are explained there."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    figurative: frozenset[str]
    days: dict[str, int]
    parts: dict[str, str]
    impersonal: _Impersonal
    first_person: FirstPerson


@cache
def wording_table() -> Wording:
    return load_table("wording.toml", Wording)


@cache
def impersonal() -> re.Pattern[str]:
    """Matches after a pronoun where it stands for nobody."""
    verbs = "|".join(wording_table().impersonal.verbs)
    return re.compile(
        rf"[\s\u00a0«\"“]*(?:(?:ne|n['’]|lui|leur|me|m['’]|nous|vous|en)[\s\u00a0]*)*(?:{verbs})", re.IGNORECASE
    )
