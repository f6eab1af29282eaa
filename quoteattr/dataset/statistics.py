"""What a dataset holds, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from quoteattr.dataset.folder import SPLITS, DatasetClaim

_MOST = 20  # rows of a table that could have thousands
NONE = "(unknown)"


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by value, the largest first unless values have an order of their own; `others`: values left out."""

    title: str
    rows: tuple[tuple[str, int], ...]
    others: int = 0

    @property
    def most(self) -> int:
        return max((n for _, n in self.rows), default=1)


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of a dataset. `repeated`: claims with more than one appearance."""

    claims: int
    appearances: int
    articles: int
    speakers: int
    checkworthy: int
    repeated: int
    tables: tuple[Table, ...]

    def as_dict(self) -> dict[str, object]:
        """The same as plain data."""
        plain = {
            k: getattr(self, k) for k in ("claims", "appearances", "articles", "speakers", "checkworthy", "repeated")
        }
        return plain | {t.title: dict(t.rows) for t in self.tables}


def statistics_of(claims: Sequence[DatasetClaim]) -> Statistics:
    """The figures of claims."""
    appearances = [a for c in claims for a in c.appearances]
    return Statistics(
        claims=len(claims),
        appearances=len(appearances),
        articles=len({a.article_id for a in appearances}),
        speakers=len({c.speaker.id for c in claims if c.speaker}),
        checkworthy=sum(c.checkworthy for c in claims),
        repeated=sum(len(c.appearances) > 1 for c in claims),
        tables=(
            _counted("split", (c.split for c in claims), key=lambda v: [*SPLITS, v].index(v)),
            _counted("act", (c.act for c in claims)),
            _counted("attitude", (c.attitude for c in claims)),
            _counted("kind", (c.kind for c in claims)),
            _counted("checkworthy", ("yes" if c.checkworthy else "no" for c in claims)),
            _counted("speaker type", (c.speaker.type if c.speaker else NONE for c in claims)),
            _counted(
                "gender of persons", (c.speaker.gender for c in claims if c.speaker and c.speaker.type == "person")
            ),
            _counted("speaker", (c.speaker.name if c.speaker else NONE for c in claims)),
            _counted("outlet", (a.outlet or NONE for a in appearances)),
            _counted("year", ((c.date or NONE)[:4] if c.date else NONE for c in claims), key=str),
        ),
    )


def _counted(title: str, values: Iterable[str], key: Callable[[str], Any] | None = None) -> Table:
    counts = Counter(values)
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    kept = rows[:_MOST]
    if key is not None:
        kept = sorted(kept, key=lambda row: key(row[0]))
    return Table(title, tuple(kept), len(rows) - len(kept))


def render(statistics: Statistics) -> str:
    """The figures for a terminal."""
    lines = [
        f"{statistics.claims:,} claims ({statistics.checkworthy:,} check-worthy, {statistics.repeated:,} in several places), "
        f"{statistics.appearances:,} appearances in {statistics.articles:,} articles, {statistics.speakers:,} speakers"
    ]
    for table in statistics.tables:
        lines.append(f"\n{table.title}")
        lines += [f"  {name[:48]:48} {count:8,}" for name, count in table.rows]
        if table.others:
            lines.append(f"  and {table.others:,} others")
    return "\n".join(lines)
