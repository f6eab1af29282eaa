"""The dataset build on a whole news corpus, and its splits against an exact search for near duplicates.

`python benchmarks/leakage.py [ARTICLES]`; takes some minutes. Prints the time, and how many pairs of articles with a
containment of at least 0.8 (runs of five words), found by comparing all of them, stand in two splits. Nothing here uses the
approximate search that the build itself uses.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

from quoteattr import dataset
from quoteattr.dataset.copies import shingles_of, tokens_of
from quoteattr.dataset.folder import Article, read_claims, read_lines

_CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus" / "news.jsonl"
_EVERYWHERE = 500  # articles with the same run of words: a phrase of the site, no copy


def main(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        for by_speaker in (False, True):
            begun = time.perf_counter()
            built = dataset.build(rows, Path(folder) / str(by_speaker), dataset.Options(by_speaker=by_speaker))
            taken = time.perf_counter() - begun
            claims = read_claims(built.folder)
            texts = {a.id: a.text or "" for a in read_lines(built.folder / "articles.jsonl", Article)}
            places = [(a.article_id, s) for c in claims for a in c.appearances for s in a.spans]
            wrong = sum(texts[article][s.start : s.end] != s.text for article, s in places)
            split = {a.article_id: c.split for c in claims for a in c.appearances}
            pairs = [p for p in _near(texts) if p[0] in split and p[1] in split]
            crossing = sum(split[a] != split[b] for a, b in pairs)
            speakers: dict[str, set[str]] = defaultdict(set)
            for c in claims:
                if c.speaker:
                    speakers[c.speaker.id].add(c.split)
            torn = sum(len(s) > 1 for s in speakers.values())
            sizes = ", ".join(f"{n} {s}" for s, n in sorted(Counter(c.split for c in claims).items()))
            print(
                f"split by {'speaker' if by_speaker else 'claim'}: {taken:.0f} s, {len(claims)} claims ({sizes}), "
                f"{built.left_out} left out; {wrong} of {len(places)} spans wrong; {crossing} of {len(pairs)} near "
                f"duplicates in two splits; {torn} of {len(speakers)} speakers in several"
            )


def _near(texts: dict[str, str]) -> list[tuple[str, str]]:
    sets = {name: shingles_of(tokens_of(text), 5) for name, text in texts.items()}
    having: dict[bytes, list[str]] = defaultdict(list)
    for name, shingles in sets.items():
        for shingle in shingles:
            having[shingle].append(name)
    shared = Counter(p for names in having.values() if len(names) < _EVERYWHERE for p in combinations(names, 2))
    return [(a, b) for (a, b), n in shared.items() if n >= 0.8 * min(len(sets[a]), len(sets[b]))]


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else _CORPUS)
