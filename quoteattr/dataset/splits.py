"""Splits without leakage: no claim, no group of near-duplicate articles and, if wanted, no speaker in two of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quoteattr.dataset.claims import Group
from quoteattr.dataset.copies import Groups
from quoteattr.dataset.folder import SPLITS, Split


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of the claims each split is meant to get; they add up to 1."""

    train: float = 0.8
    dev: float = 0.1
    test: float = 0.1

    def of(self, split: Split) -> float:
        return {"train": self.train, "dev": self.dev, "test": self.test}[split]


@dataclass(frozen=True, slots=True)
class Assigned:
    """The split of each article by id and of each claim, None for a claim that had to be left out to keep a speaker in
    one split."""

    articles: Mapping[str, Split]
    claims: Sequence[Split | None]


def assign(
    groups: Sequence[Group], clusters: Mapping[str, str], shares: Shares, seed: int, *, by_speaker: bool
) -> Assigned:
    """Splits of about the wanted sizes. `clusters`: by article id, the group of near duplicates it belongs to.

    With `by_speaker`, a speaker belongs to the split in which they come first, and claims of theirs in articles of another
    split are left out: over a news corpus nearly all articles hang together by their speakers.
    """
    together = Groups.of(clusters[a] for a in clusters)
    for g in groups:
        first = clusters[g.found[0].document.id]
        for f in g.found[1:]:
            together.join(first, clusters[f.document.id])
    units: dict[str, list[int]] = {}
    for n, g in enumerate(groups):
        units.setdefault(str(together.find(clusters[g.found[0].document.id])), []).append(n)
    sizes = dict.fromkeys(SPLITS, 0)
    of_unit: dict[str, Split] = {}
    of_claim: list[Split | None] = [None] * len(groups)
    of_speaker: dict[str, Split] = {}
    for unit in sorted(units, key=lambda u: (-len(units[u]), _shuffled(seed, u))):
        split = min(SPLITS, key=lambda s: (sizes[s] + 1) / shares.of(s) if shares.of(s) else float("inf"))
        of_unit[unit] = split
        for n in units[unit]:
            speakers = groups[n].speaker_ids if by_speaker else set()
            if any(of_speaker.get(s, split) != split for s in speakers):
                continue
            of_speaker.update(dict.fromkeys(sorted(speakers), split))
            of_claim[n] = split
            sizes[split] += 1
    articles = {a: of_unit.get(str(together.find(c)), "train") for a, c in clusters.items()}
    return Assigned(articles, of_claim)


def _shuffled(seed: int, key: str) -> str:
    """An order that looks random and is the same everywhere."""
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()
