"""Write the statements that the stance network learns from, one JSON object a line.

    python scripts/stance/statements.py ARTICLES GOLD_DIR ... STATEMENTS.jsonl

ARTICLES: the JSONL file with the articles of scripts/stance/annotations.jsonl (../shared/corpus/news.jsonl); GOLD_DIR:
folders of annotated articles to learn from as well (train and the five articles). The output holds news text: keep it
out of the repository.

There are six kinds. `annotated` and `gold` have labels. The others have none, so that only the teacher says what they
are: `found`, other statements of the same articles; `part`, one sentence of a longer statement; `sentence`, a sentence
that nobody said, under the cue of another statement; `recast`, a statement under the cue of another one.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import quoteattr
from quoteattr.attributions.found import Found
from quoteattr.evaluation import read_gold
from quoteattr.pipeline import Explanation
from quoteattr.segment import sentences_of, split
from quoteattr.spans import Range
from quoteattr.stance import said
from quoteattr.stance.features import features, word_features
from quoteattr.stance.reading import read
from quoteattr.stance.rules import lexical_stance

ANNOTATIONS = Path(__file__).parent / "annotations.jsonl"
# How much of an annotation and of what is found have to be the same: annotations are of found statements, gold is not.
_LEAST_OVERLAP = {"annotated": 0.8, "gold": 0.5}
_WINDOW = (150, 100)  # code points kept before and behind a statement
_SENTENCE = (40, 500)  # shortest and longest sentence of an article that is taken
_LEAST_PART = 25
_SENTENCES, _RECAST = 12_000, 5_000


@dataclass
class Example:
    """One statement. `window`: the text around it, into which `content`, the tokens' ranges and the target point;
    `tokens`: key, shape, place, start and end of each; `features` and `words`: see `quoteattr.stance.features`; `labels`: act, attitude, checkworthy and target."""

    kind: str
    article: str
    window: str
    content: tuple[int, int]
    cue: str
    frame: str
    tokens: list[tuple[str, int, int, int, int]]
    features: dict[str, float]
    words: list[str]
    labels: dict[str, Any] | None = None


def main(articles: str, gold: Sequence[str], output: str) -> None:
    annotations: dict[str, list[dict[str, Any]]] = {}
    for line in ANNOTATIONS.read_text(encoding="utf-8").splitlines():
        a = json.loads(line)
        annotations.setdefault(a["article"], []).append(a)
    with Path(articles).open(encoding="utf-8") as stream:
        texts = {a["id"]: a["text"] for a in map(json.loads, stream) if a["id"] in annotations}
    count = 0
    with Path(output).open("w", encoding="utf-8") as stream:
        from_gold = (example for folder in gold for example in _from_gold(Path(folder)))
        for example in [*_from_articles(texts, annotations), *from_gold]:
            stream.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")
            count += 1
    print(f"{count} statements")


def _from_articles(texts: Mapping[str, str], annotations: Mapping[str, list[dict[str, Any]]]) -> Iterator[Example]:
    rng = random.Random(3)
    rows = [row for rows in _explained(texts) for row in rows]
    neutral = [r.found for r in rows if r.found.cue is None or r.found.cue.lexeme.entry.neutral]
    said: dict[str, list[Range]] = {}
    for row in rows:
        said.setdefault(row.record.document_id, []).append(row.found.content_extent)
        labels = _labels_of(row.found, annotations[row.record.document_id], _LEAST_OVERLAP["annotated"])
        yield _example("annotated" if labels else "found", row.record.document_id, row.text, row.found, labels)
        parts = sentences_of(row.text, row.found.content)
        for ranges in parts if len(parts) > 1 else ():
            if sum(map(len, ranges)) >= _LEAST_PART:
                part = replace(row.found, content=ranges)
                labels = _labels_of(part, annotations[row.record.document_id], _LEAST_OVERLAP["annotated"])
                yield _example("annotated" if labels else "part", row.record.document_id, row.text, part, labels)
    unsaid = [(n, t, r) for n, t in texts.items() for r in _sentences(t) if not _within(r, said.get(n, []))]
    for name, text, r in rng.sample(unsaid, min(_SENTENCES, len(unsaid))):
        yield _example("sentence", name, text, replace(rng.choice(neutral), content=[r]))
    for row in rng.sample(rows, min(_RECAST, len(rows))):
        recast = replace(rng.choice(neutral), content=row.found.content)
        yield _example("recast", row.record.document_id, row.text, recast)


def _from_gold(folder: Path) -> Iterator[Example]:
    documents = read_gold(folder)
    for name, rows in zip(documents, _explained({n: d["text"] for n, d in documents.items()}), strict=True):
        text = documents[name]["text"]
        required = [
            _as_annotation(text, g) for g in documents[name]["attributions"] if not (g["optional"] or g["nested"])
        ]
        for row in rows:
            labels = _labels_of(row.found, required, _LEAST_OVERLAP["gold"])
            if labels:
                yield _example("gold", name, row.text, row.found, labels)


def _explained(texts: Mapping[str, str]) -> Iterator[list[Explanation]]:
    """What is found in each text; a text whose offsets are not its own (HTML entities) has nothing to learn from."""
    explained = quoteattr.load().explain({"id": name, "text": text} for name, text in texts.items())
    for text, rows in zip(texts.values(), explained, strict=True):
        yield [row for row in rows if row.text == text]


def _as_annotation(text: str, g: Mapping[str, Any]) -> dict[str, Any]:
    """A gold attribution in the form of an annotation: a target is a string there."""
    content = [[s["start"], s["end"]] for s in g["content"]]
    target = None
    if g["target"]:
        near = max(0, content[0][0] - _WINDOW[0])
        at = text.find(g["target"], content[0][0], content[-1][1])
        at = at if at >= 0 else text.find(g["target"], near, content[-1][1] + _WINDOW[1])
        target = [at, at + len(g["target"])] if at >= 0 else "elsewhere"
    return {**{k: g[k] for k in ("act", "attitude", "checkworthy")}, "content": content, "target": target}


def _labels_of(f: Found, annotations: Sequence[dict[str, Any]], least: float) -> dict[str, Any] | None:
    """The annotation that overlaps best with what was found, where it does so well enough."""
    own = {i for r in f.content for i in range(r.start, r.end)}
    best = max(annotations, key=lambda a: _overlap(own, a), default=None)
    if best is None or _overlap(own, best) < least:
        return None
    return {k: best[k] for k in ("act", "attitude", "checkworthy", "target")}


def _overlap(own: set[int], annotation: Mapping[str, Any]) -> float:
    other = {i for start, end in annotation["content"] for i in range(start, end)}
    return 2 * len(own & other) / (len(own) + len(other))


def _sentences(text: str) -> Iterator[Range]:
    start = 0
    for line in text.splitlines(keepends=True):
        for r in split(text, Range(start, start + len(line))):
            if _SENTENCE[0] <= len(r) <= _SENTENCE[1]:
                yield r
        start += len(line)


def _within(r: Range, others: Sequence[Range]) -> bool:
    return any(r.start < o.end and o.start < r.end for o in others)


def _example(kind: str, article: str, text: str, f: Found, labels: dict[str, Any] | None = None) -> Example:
    content = f.content_extent
    start, end = max(0, content.start - _WINDOW[0]), min(len(text), content.end + _WINDOW[1])
    if labels and isinstance(labels["target"], list):
        a, b = labels["target"]
        labels = {**labels, "target": [a - start, b - start] if start <= a and b <= end else "elsewhere"}
    return Example(
        kind=kind,
        article=article,
        window=text[start:end],
        content=(content.start - start, content.end - start),
        cue=f.cue.lexeme.lemma if f.cue else "-",
        frame=f.frame or "-",
        tokens=[(t.key, t.shape, t.place, t.range.start - start, t.range.end - start) for t in read(text, f)],
        features=features(text, f, lexical_stance(text, f)),
        words=list(word_features(said(text, f.content))),
        labels=labels,
    )


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:-1], sys.argv[-1])
