"""Train the stance network on annotated statements and on what the teacher says of others.

    python scripts/stance/student.py STATEMENTS.jsonl TAUGHT.jsonl WORDS.npz quoteattr/stance/network.npz

STATEMENTS.jsonl: from statements.py; TAUGHT.jsonl and WORDS.npz: from teacher.py. Needs torch, here only; takes about a quarter of an
hour on two cores. Prints how often the network agrees with annotations that it did not learn from (`--held-out`), then
without that option trains on all of them and writes its weights.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as fn
from training import batches, train

from quoteattr.evaluation import same_words
from quoteattr.lexicon.tone import TONE_NUMBERS
from quoteattr.records import ACTS, ATTITUDES
from quoteattr.stance.network import LABELS, MAX_TARGET, REACHES
from quoteattr.stance.reading import PLACES, SHAPES, STEM, SUFFIX, tone_numbers

_WIDTH, _PAIR_WIDTH, _DROPOUT, _WORD_DROPOUT = 96, 32, 0.2, 0.1
_EPOCHS, _BATCH, _RATE, _WARM_UP, _DECAY = 5, 64, 1.5e-3, 100, 0.05
_LEAST_SEEN, _LEAST_SEEN_FEATURE = 3, 5
# How much of an annotated statement's labels is spread over all labels; how much more one counts than others.
_SMOOTHING, _ANNOTATED_WEIGHT = 0.125, 1.5
_TARGET_WEIGHT = 0.6
_WORD_SPREAD = 0.3  # standard deviation of the words' first embeddings
_HELD_OUT = 10  # one article of so many

Example = dict[str, Any]


class Vocabulary:
    """Rows of embeddings by key; row 0 is for keys that were seen too seldom."""

    def __init__(self, examples: Sequence[Example]) -> None:
        words, features = Counter[str](), Counter[str]()
        for e in examples:
            features.update(e["features"])
            if e["kind"] != "recast":  # the words of another statement once more
                words.update(t[0] for t in e["tokens"])
        self.words = _rows(words)
        self.suffixes = _rows(_counted(words, lambda w: w[-SUFFIX:]))
        self.stems = _rows(_counted(words, lambda w: w[:STEM]))
        kept = sorted(name for name, n in features.items() if n >= _LEAST_SEEN_FEATURE)
        self.features = {name: n for n, name in enumerate(kept, start=1)}

    def tokens(self, e: Example) -> np.ndarray:
        """Shape (words, 5)."""
        tones = tone_numbers([t[0] for t in e["tokens"]])
        return np.array(
            [
                (
                    self.words.get(key, 0),
                    self.suffixes.get(key[-SUFFIX:], 0),
                    self.stems.get(key[:STEM], 0),
                    shape * PLACES + place,
                    tone,
                )
                for (key, shape, place, *_), tone in zip(e["tokens"], tones, strict=True)
            ],
            dtype=np.int64,
        )

    def given(self, e: Example) -> dict[int, float]:
        return {0: 1.0} | {self.features[k]: v for k, v in e["features"].items() if k in self.features}


def _counted(words: Counter[str], part: Any) -> Counter[str]:
    out = Counter[str]()
    for word, n in words.items():
        out[part(word)] += n
    return out


def _rows(counts: Counter[str]) -> dict[str, int]:
    return {key: n for n, key in enumerate(sorted(k for k, c in counts.items() if c >= _LEAST_SEEN), start=1)}


class Student(nn.Module):
    """`quoteattr.stance.network.Network` with gradients."""

    def __init__(self, v: Vocabulary) -> None:
        super().__init__()
        sizes = (len(v.words) + 1, len(v.suffixes) + 1, len(v.stems) + 1, SHAPES * PLACES, TONE_NUMBERS)
        self.embeddings = nn.ModuleList(nn.Embedding(size, _WIDTH) for size in sizes)
        for embedding in self.embeddings:
            nn.init.normal_(embedding.weight, std=0.1)
        n = len(LABELS)
        self.feature_embedding = nn.Parameter(torch.randn(len(v.features) + 1, _WIDTH) * 0.02)
        self.feature_scores = nn.Parameter(torch.zeros(len(v.features) + 1, n))
        self.norm = nn.LayerNorm(_WIDTH)
        self.layers = nn.ModuleList(nn.Linear(3 * _WIDTH, 2 * _WIDTH) for _ in REACHES)
        self.norms = nn.ModuleList(nn.LayerNorm(_WIDTH) for _ in REACHES)
        self.pools = nn.ModuleList(nn.Linear(_WIDTH, 1) for _ in REACHES[1:])
        self.wholes = nn.ModuleList(nn.Linear(_WIDTH, _WIDTH) for _ in REACHES[1:])
        self.heads = nn.Linear(_WIDTH, 2 * n + 2)
        self.begin, self.end = (nn.Linear(_WIDTH, _PAIR_WIDTH) for _ in range(2))
        self.dropout = nn.Dropout(_DROPOUT)

    def begin_with(self, v: Vocabulary, path: Path) -> None:
        """Lets words begin with what the teacher makes of them, in as many dimensions as there are here."""
        with np.load(path) as stored:
            keys, vectors = bytes(stored["keys"]).decode().split("\n"), stored["vectors"].astype(np.float32)
        rows = [(v.words[key], n) for n, key in enumerate(keys) if key in v.words]
        known = torch.from_numpy(vectors[[n for _, n in rows]])
        known = known - known.mean(0)
        directions = torch.linalg.svd(known, full_matrices=False).Vh[:_WIDTH]
        known = known @ directions.T
        self.embeddings[0].weight.data[[row for row, _ in rows]] = known / known.std() * _WORD_SPREAD

    def forward(self, tokens: Tensor, mask: Tensor, given: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of labels, and of each run of words to be the target: shape (batch, words, `MAX_TARGET`)."""
        n, m = len(LABELS), mask[..., None]
        if self.training:
            kept = torch.rand(tokens.shape[:2]) >= _WORD_DROPOUT
            tokens = torch.cat([tokens[..., :1] * kept[..., None], tokens[..., 1:]], -1)
        word, *others = (e(tokens[..., k]) for k, e in enumerate(self.embeddings))
        hidden = self.dropout(word) + sum(others) + (given @ self.feature_embedding)[:, None]
        hidden = self.dropout(self.norm(hidden)) * m
        for k, (reach, layer, norm) in enumerate(zip(REACHES, self.layers, self.norms, strict=True)):
            padded = fn.pad(hidden, (0, 0, reach, reach))
            both = layer(torch.cat([padded[:, : -2 * reach], hidden, padded[:, 2 * reach :]], -1))
            hidden = norm(hidden + self.dropout(torch.maximum(both[..., :_WIDTH], both[..., _WIDTH:]))) * m
            if k < len(self.wholes):
                weight = torch.softmax(self.pools[k](hidden).masked_fill(m == 0, -1e4), 1)
                whole = torch.relu(self.wholes[k]((weight * hidden).sum(1)))
                hidden = (hidden + self.dropout(whole)[:, None]) * m
        heads = self.heads(hidden)
        attention = torch.softmax(heads[..., :n].masked_fill(m == 0, -1e4), 1)
        scores = (attention * heads[..., n : 2 * n]).sum(1) + given @ self.feature_scores
        return scores, self._targets(hidden, heads[..., 2 * n :], tokens[..., 3] % PLACES, mask)

    def _targets(self, hidden: Tensor, sides: Tensor, place: Tensor, mask: Tensor) -> Tensor:
        """A run of words is one that lies within the statement, before it, or behind it."""
        more, length = MAX_TARGET - 1, mask.shape[1]
        last = torch.arange(length)[:, None] + torch.arange(MAX_TARGET)
        ends = fn.pad(self.end(hidden), (0, 0, 0, more))[:, last]
        pairs = torch.einsum("bid,bijd->bij", self.begin(hidden), ends) / math.sqrt(_PAIR_WIDTH)
        scores = sides[..., :1] + fn.pad(sides[..., 1], (0, more))[:, last] + pairs
        there = (fn.pad(mask, (0, more))[:, last] > 0) & (mask[..., None] > 0)
        return scores.masked_fill(~there | (fn.pad(place, (0, more))[:, last] != place[..., None]), -1e4)


class Lessons:
    """Examples with what is to be learned of each."""

    def __init__(self, v: Vocabulary, examples: Sequence[Example], taught: Sequence[Example]) -> None:
        count = len(examples)
        self.tokens = [v.tokens(e) for e in examples]
        self.given = [v.given(e) for e in examples]
        self.width = len(v.features) + 1
        self.acts, self.attitudes = torch.zeros(count, len(ACTS)), torch.zeros(count, len(ATTITUDES))
        self.checkworthy, self.weight = torch.zeros(count), torch.ones(count)
        self.targets: list[tuple[int, int] | None] = []
        views = iter(taught)
        for i, e in enumerate(examples):
            labels = e["labels"]
            if labels:
                self.acts[i] = _smoothed(ACTS.index(labels["act"]), len(ACTS))
                self.attitudes[i] = _smoothed(ATTITUDES.index(labels["attitude"]), len(ATTITUDES))
                self.checkworthy[i] = _smoothed(int(labels["checkworthy"]), 2)[1]
                self.weight[i] = _ANNOTATED_WEIGHT
                self.targets.append(_target(e, labels["target"]))
            else:
                view = next(views)
                self.acts[i], self.attitudes[i] = torch.tensor(view["act"]), torch.tensor(view["attitude"])
                self.checkworthy[i] = view["checkworthy"]
                self.targets.append(_target(e, view["target"]))

    def batch(self, chosen: Sequence[int]) -> tuple[Tensor, Tensor, Tensor]:
        length = max(len(self.tokens[i]) for i in chosen)
        tokens, mask = torch.zeros(len(chosen), length, 5, dtype=torch.long), torch.zeros(len(chosen), length)
        given = torch.zeros(len(chosen), self.width)
        for k, i in enumerate(chosen):
            tokens[k, : len(self.tokens[i])] = torch.from_numpy(self.tokens[i])
            mask[k, : len(self.tokens[i])] = 1
            for column, value in self.given[i].items():
                given[k, column] = value
        return tokens, mask, given


def _smoothed(label: int, of: int) -> Tensor:
    return (1 - _SMOOTHING) * fn.one_hot(torch.tensor(label), of) + _SMOOTHING / of


def _target(e: Example, target: Any) -> tuple[int, int] | None:
    """The first and the last word of the target; None where there is none in sight, or half of it in the statement."""
    if target is None or target == "elsewhere":
        return None
    inside = [(k, place) for k, (_, _, place, a, b) in enumerate(e["tokens"]) if a < target[1] and b > target[0]]
    return (inside[0][0], inside[-1][0]) if len({place for _, place in inside}) == 1 else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("statements", type=Path)
    parser.add_argument("taught", type=Path)
    parser.add_argument("words", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--held-out", action="store_true", help="leave out every tenth article, and test on it")
    a = parser.parse_args()
    examples = [json.loads(line) for line in a.statements.read_text(encoding="utf-8").splitlines()]
    taught = [json.loads(line) for line in a.taught.read_text(encoding="utf-8").splitlines()]
    vocabulary = Vocabulary(examples)
    lessons = Lessons(vocabulary, examples, taught)
    out = {i for i, e in enumerate(examples) if a.held_out and crc32(e["article"].encode()) % _HELD_OUT == 0}
    torch.manual_seed(0)
    student = Student(vocabulary)
    student.begin_with(vocabulary, a.words)
    print(f"{len(examples)} statements, {sum(p.numel() for p in student.parameters())} weights", flush=True)
    _train(student, lessons, [i for i in range(len(examples)) if i not in out])
    if a.held_out:
        test = [i for i in sorted(out) if examples[i]["labels"]]
        print(f"{len(test)} held out:", _agreement(student, lessons, examples, test))
    else:
        np.savez_compressed(a.output, **_arrays(student, vocabulary))


def _train(student: Student, lessons: Lessons, order: list[int]) -> None:
    steps = _EPOCHS * math.ceil(len(order) / _BATCH)
    optimizer = torch.optim.AdamW(student.parameters(), lr=_RATE, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / _WARM_UP, 0.5 * (1 + math.cos(math.pi * s / steps)))
    )
    lengths = [len(tokens) for tokens in lessons.tokens]
    loss = partial(_loss, student, lessons)
    train(student, optimizer, schedule, loss, order, lengths, _BATCH, _EPOCHS)


def _loss(student: Student, lessons: Lessons, chosen: Sequence[int]) -> Tensor:
    scores, target = student(*lessons.batch(chosen))
    a, b = len(ACTS), len(ACTS) + len(ATTITUDES)
    ix = list(chosen)
    loss = -(lessons.acts[ix] * fn.log_softmax(scores[:, :a], -1)).sum(-1)
    loss = loss - (lessons.attitudes[ix] * fn.log_softmax(scores[:, a:b], -1)).sum(-1)
    loss = loss + fn.binary_cross_entropy_with_logits(scores[:, b], lessons.checkworthy[ix], reduction="none")
    weight = lessons.weight[ix]
    known = [(k, place) for k, i in enumerate(ix) if (place := lessons.targets[i]) is not None]
    out = (weight * loss).mean()
    if known:
        rows = [k for k, _ in known]
        wanted = torch.tensor([first * MAX_TARGET + min(last - first, MAX_TARGET - 1) for _, (first, last) in known])
        pointed = fn.cross_entropy(target[rows].flatten(1), wanted, reduction="none")
        out = out + _TARGET_WEIGHT * (weight[rows] * pointed).sum() / len(ix)
    return out


def _agreement(
    student: Student, lessons: Lessons, examples: Sequence[Example], test: Sequence[int]
) -> dict[str, float]:
    """How often acts, attitudes and check-worthiness agree, and the likeliest run with a target in half of their words."""
    student.eval()
    right, targets = Counter[str](), 0
    a, b = len(ACTS), len(ACTS) + len(ATTITUDES)
    with torch.no_grad():
        for chosen in batches(test, [len(tokens) for tokens in lessons.tokens], _BATCH):
            for i, score, runs in zip(chosen, *student(*lessons.batch(chosen)), strict=True):
                e, labels = examples[i], examples[i]["labels"]
                right["act"] += ACTS[int(score[:a].argmax())] == labels["act"]
                right["attitude"] += ATTITUDES[int(score[a:b].argmax())] == labels["attitude"]
                right["checkworthy"] += bool(score[b] > 0) == labels["checkworthy"]
                if _target(e, labels["target"]) is not None:
                    targets += 1
                    first, more = divmod(int(runs.argmax()), MAX_TARGET)
                    start, end = e["tokens"][first][3], e["tokens"][first + more][4]
                    right["target"] += same_words(e["window"][start:end], e["window"][slice(*labels["target"])])
    figures = {name: round(right[name] / len(test), 3) for name in ("act", "attitude", "checkworthy")}
    return figures | {"target": round(right["target"] / max(1, targets), 3)}


def _arrays(student: Student, v: Vocabulary) -> dict[str, np.ndarray]:
    """What `quoteattr.stance.network.stance_network` reads: matrices of 16-bit floats, keys as bytes, one a line."""

    def floats(x: Tensor) -> np.ndarray:
        return x.detach().numpy().astype(np.float16)

    keys = {"words": v.words, "suffixes": v.suffixes, "stems": v.stems, "features": v.features}
    out = {name: np.frombuffer("\n".join(rows).encode(), np.uint8) for name, rows in keys.items()}
    for name, embedding in zip(("word", "suffix", "stem", "shape", "tone"), student.embeddings, strict=True):
        out[name] = floats(embedding.weight)
    for name in ("feature_embedding", "feature_scores"):
        out[name] = floats(getattr(student, name))
    out["gain"], out["shift"] = floats(student.norm.weight), floats(student.norm.bias)
    for k, (layer, norm) in enumerate(zip(student.layers, student.norms, strict=True)):
        out[f"layer{k}_weight"], out[f"layer{k}_bias"] = floats(layer.weight.T), floats(layer.bias)
        out[f"layer{k}_gain"], out[f"layer{k}_shift"] = floats(norm.weight), floats(norm.bias)
    for k, (pool, whole) in enumerate(zip(student.pools, student.wholes, strict=True)):
        out[f"pool{k}"], out[f"whole{k}"] = floats(pool.weight.T), floats(whole.weight.T)
        out[f"whole{k}_bias"] = floats(whole.bias)  # that of a pool makes no difference
    for name in ("heads", "begin", "end"):
        module = getattr(student, name)
        out[name], out[f"{name}_bias"] = floats(module.weight.T), floats(module.bias)
    return out


if __name__ == "__main__":
    main()
