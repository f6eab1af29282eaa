"""Near duplicates: articles that copy each other, statements that several articles quote.

Word shingles, candidates by MinHash and locality-sensitive hashing for containment (Broder 1997; Zhu et al. 2016, LSH
Ensemble) and by rare shingles in common, each candidate verified by the exact containment of the smaller set in the larger.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count as counting

from quoteattr.lexicon.entities import fold

_WORD = re.compile(r"\w+")
_PERMUTATIONS = 128
_PARTS = 16
# Candidates are looked for below the wanted containment, since MinHash only estimates it.
_MARGIN = 0.7
_RARE = 100


def tokens_of(text: str) -> list[str]:
    """Words in lower case without accents and punctuation: what two copies share however they are set."""
    return _WORD.findall(fold(text))


def shingles_of(tokens: Sequence[str], size: int) -> frozenset[bytes]:
    """Hashes of all runs of `size` words; of the whole where it is shorter."""
    runs = (" ".join(tokens[i : i + size]) for i in range(max(1, len(tokens) - size + 1)))
    return frozenset(hashlib.blake2b(run.encode(), digest_size=8).digest() for run in runs) if tokens else frozenset()


def containment(a: frozenset[bytes], b: frozenset[bytes]) -> float:
    """How much of the smaller set stands in the larger, 0 to 1."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def near_pairs(sets: Mapping[int, frozenset[bytes]], least: float) -> list[tuple[int, int]]:
    """Pairs of keys whose sets have a containment of at least `least`, in order. Empty sets pair with nothing."""
    from datasketch import MinHash, MinHashLSHEnsemble

    filled = {key: shingles for key, shingles in sets.items() if shingles}
    if len(filled) < 2:
        return []
    # A set once however often it occurs: agencies are copied to the letter.
    same: dict[frozenset[bytes], list[int]] = {}
    for key, shingles in filled.items():
        same.setdefault(shingles, []).append(key)
    pairs = {(keys[0], other) for keys in same.values() for other in keys[1:]}
    unique = [(keys[0], shingles) for shingles, keys in same.items()]
    hashes = MinHash.bulk([sorted(shingles) for _, shingles in unique], num_perm=_PERMUTATIONS)
    if len(unique) > 1:
        index = MinHashLSHEnsemble(threshold=least * _MARGIN, num_perm=_PERMUTATIONS, num_part=_PARTS)
        index.index((key, h, len(shingles)) for (key, shingles), h in zip(unique, hashes, strict=True))
        for (key, shingles), h in zip(unique, hashes, strict=True):
            for other in index.query(h, len(shingles)):
                pair = (min(key, other), max(key, other))
                if key != other and pair not in pairs and containment(filled[key], filled[other]) >= least:
                    pairs.add(pair)
    # MinHash is unsure where a short set stands in a much longer one: those share shingles that few others have.
    for pair in _by_rare_shingles(dict(unique), least):
        if pair not in pairs and containment(filled[pair[0]], filled[pair[1]]) >= least:
            pairs.add(pair)
    return sorted(pairs)


def _by_rare_shingles(sets: Mapping[int, frozenset[bytes]], least: float) -> Iterator[tuple[int, int]]:
    """Pairs that share enough shingles which at most `_RARE` sets have."""
    having: dict[bytes, list[int]] = {}
    for key, shingles in sets.items():
        for shingle in shingles:
            having.setdefault(shingle, []).append(key)
    for key, shingles in sets.items():
        shared: Counter[int] = Counter()
        for shingle in shingles:
            holders = having[shingle]
            if 1 < len(holders) <= _RARE:
                shared.update(holders)
        for other, count in shared.items():
            if other > key and count >= least * _MARGIN * min(len(shingles), len(sets[other])):
                yield key, other


@dataclass
class Groups:
    """Sets of keys that hang together, grown by joining pairs (a disjoint-set forest)."""

    _parent: dict[Hashable, Hashable]
    _order: dict[Hashable, int]

    @classmethod
    def of(cls, keys: Iterable[Hashable]) -> Groups:
        counter = counting()
        order = {key: next(counter) for key in dict.fromkeys(keys)}
        return cls({key: key for key in order}, order)

    def find(self, key: Hashable) -> Hashable:
        """The first key of the group that a key belongs to."""
        root = key
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[key] != root:
            self._parent[key], key = root, self._parent[key]
        return root

    def join(self, a: Hashable, b: Hashable) -> None:
        first, second = sorted((self.find(a), self.find(b)), key=self._order.__getitem__)
        self._parent[second] = first
