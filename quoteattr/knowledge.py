"""Knowledge from outside, on request: who held which office when.

A knowledge file is JSONL, one person a line:

    {"id": "Q39259", "name": "Recep Tayyip Erdogan", "aliases": ["Erdoğan"], "gender": "male",
     "roles": [{"title": "président", "of": "Turquie", "from": "2014-08-28", "to": null}]}

`id` is whatever identifies the person for you (a Wikidata number, for instance); dates are ISO 8601 and may be years or
months; a missing one leaves that side open. Nothing is resolved with it that the text itself tells otherwise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from quoteattr.lexicon.entities import fold, folded
from quoteattr.records import Gender

_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


class KnowledgeError(ValueError):
    """A knowledge file that cannot be used; the message names file, line and what is wrong."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Office(_Strict):
    """An office that somebody held: `title` (*président*), `of` what, and from when to when (both inclusive)."""

    title: str = Field(min_length=1)
    of: str | None = None
    start: str | None = Field(default=None, alias="from")
    end: str | None = Field(default=None, alias="to")

    @field_validator("start", "end")
    @classmethod
    def _iso(cls, value: str | None) -> str | None:
        if value is not None and not _DATE.fullmatch(value):
            raise ValueError(f"{value!r} is no date of the form YYYY, YYYY-MM or YYYY-MM-DD")
        return value

    def held_on(self, date: str) -> bool:
        """Whether the office was held on an ISO date; a year or month covers all its days."""
        day = date[:10]
        after = self.start is None or day >= self.start
        return after and (self.end is None or day[: len(self.end)] <= self.end)


class Person(_Strict):
    """A person of a knowledge file."""

    id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    roles: tuple[Office, ...] = ()
    gender: Gender = "unknown"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Persons by name and by office."""

    persons: tuple[Person, ...] = ()

    @classmethod
    def read(cls, path: str | Path) -> Knowledge:
        """Read a knowledge file. Raises KnowledgeError naming the first line that is wrong."""
        try:
            lines = Path(path).read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise KnowledgeError(f"{path}: cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise KnowledgeError(f"{path}: not UTF-8 text") from error
        return cls(tuple(_parse(line, f"{path}, line {n}") for n, line in enumerate(lines, start=1) if line.strip()))

    def by_name(self, name: str) -> Person | None:
        """The one person of this name or alias; None when there is none or more than one."""
        wanted = fold(name)
        found = [p for p in self.persons if wanted in map(fold, (p.name, *p.aliases))]
        return found[0] if len(found) == 1 else None

    def holder(self, titles: Iterable[str], of: set[str], date: str | None, among: set[str]) -> Person | None:
        """The one person who held an office.

        `titles`: wordings of it, folded; `of`: folded countries or bodies that the description names, empty when it
        names none; `date`: ISO date of the document; `among`: ids of persons that the text names. Without a date, or
        without anything that the office is *of*, only somebody whom the text names can be meant.
        """
        wanted = set(titles)
        found = [
            p
            for p in self.persons
            if any(self._fits(office, wanted, of, date) for office in p.roles)
            and ((date is not None and of) or p.id in among)
        ]
        return found[0] if len(found) == 1 else None

    def _fits(self, office: Office, titles: set[str], of: set[str], date: str | None) -> bool:
        if fold(office.title) not in titles or (date is not None and not office.held_on(date)):
            return False
        return not of or (office.of is not None and bool(of & _places(office.of)))


def _places(of: str) -> set[str]:
    own = fold(of)
    return {own, folded().nationalities.get(own, own)}


def _parse(line: str, where: str) -> Person:
    try:
        return Person.model_validate(json.loads(line))
    except json.JSONDecodeError as error:
        raise KnowledgeError(f"{where}: not valid JSON: {error.msg}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "entry"
        raise KnowledgeError(f"{where}: {field}: {first['msg'].removeprefix('Value error, ')}") from error


__all__ = ["Knowledge", "KnowledgeError", "Office", "Person"]
