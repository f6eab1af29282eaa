"""Full-text search over the claims of a dataset: SQLite's FTS5 in memory, no server, accents and case ignored."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quoteattr.dataset.filters import is_named
from quoteattr.dataset.folder import DatasetClaim, DatasetError, read_claims
from quoteattr.records import Act

_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class Query:
    """`words`: all must occur in the claim, a word that ends in * as a beginning, "…" as a phrase; `since`, `until`: ISO
    dates, both included, a month or year standing for all its days."""

    words: str = ""
    speaker: str | None = None
    acts: frozenset[Act] = frozenset()
    checkworthy: bool = False
    since: str | None = None
    until: str | None = None

    @property
    def dated(self) -> bool:
        return self.since is not None or self.until is not None

    def covers(self, date: str | None) -> bool:
        """Whether a day lies within the limits."""
        since, until = self.since or "", self.until or ""
        return date is not None and date[: len(since)] >= since and (not until or date[: len(until)] <= until)


def search(folder: str | Path, query: Query, limit: int = 20) -> list[DatasetClaim]:
    """Claims that fit, best first (BM25), without words by date. Raises DatasetError."""
    for name, date in (("since", query.since), ("until", query.until)):
        if date is not None and not _DATE.fullmatch(date):
            raise DatasetError(f"--{name} {date}: not a date: write it as 2018-01-31, 2018-01 or 2018")
    claims = [c for c in read_claims(Path(folder)) if _fits(c, query)]
    order = _ranked(claims, query.words) if query.words.strip() else _by_date(claims)
    return [claims[n] for n in order[:limit]]


def _fits(c: DatasetClaim, q: Query) -> bool:
    return (
        (q.speaker is None or (c.speaker is not None and is_named(c.speaker.name, q.speaker)))
        and (not q.acts or c.act in q.acts)
        and (c.checkworthy or not q.checkworthy)
        and (not q.dated or any(q.covers(a.date) for a in c.appearances))
    )


def _by_date(claims: Sequence[DatasetClaim]) -> list[int]:
    return sorted(range(len(claims)), key=lambda n: (claims[n].date or "9999", n))


def _ranked(claims: Sequence[DatasetClaim], words: str) -> list[int]:
    base = sqlite3.connect(":memory:")
    try:
        base.execute(
            "create virtual table claims using fts5(text, statement, tokenize='unicode61 remove_diacritics 2')"
        )
        rows = ((n, c.text, c.statement) for n, c in enumerate(claims))
        base.executemany("insert into claims(rowid, text, statement) values (?, ?, ?)", rows)
        found = base.execute("select rowid from claims where claims match ? order by rank, rowid", (_match(words),))
        return [n for (n,) in found]
    finally:
        base.close()


def _match(words: str) -> str:
    """The words as an expression of FTS5, in which nothing a user types is an operator."""
    parts = []
    for phrase, word in re.findall(r'"([^"]*)"|([^\s"]+)', unicodedata.normalize("NFC", words)):
        tokens = re.findall(r"\w+", phrase or word)
        if tokens:
            star = "*" if word.endswith("*") else ""
            parts.append('"' + " ".join(tokens) + '"' + star)
    if not parts:
        raise DatasetError(f"{words!r}: nothing to search for: give at least one word")
    return " AND ".join(parts)
