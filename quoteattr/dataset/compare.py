"""How far two annotators agree: F1 of spans, Cohen's kappa of labels on the statements that both have found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quoteattr.dataset.folder import DatasetError
from quoteattr.evaluation import Json, matched_pairs, read_gold

_LABELS = ("kind", "speaker_type", "act", "attitude", "checkworthy")


@dataclass(frozen=True, slots=True)
class Agreement:
    """`documents`: in both folders; `spans`: F1 of statements found by both, at character overlaps of 0.5 and 0.8;
    `labels`: observed agreement and Cohen's kappa (Cohen 1960) by label, None where only one value occurs."""

    documents: int
    pairs: int
    spans: dict[str, float]
    labels: dict[str, tuple[float, float | None]]


def agreement(a: str | Path, b: str | Path) -> Agreement:
    """Compare two gold folders. Raises GoldError for one that cannot be read, DatasetError when they share no article."""
    first, second = read_gold(Path(a)), read_gold(Path(b))
    shared = sorted(first.keys() & second.keys())
    if not shared:
        raise DatasetError(f"{a} and {b}: no article is in both: the files must have the same names")
    for name in shared:
        if first[name]["text"] != second[name]["text"]:
            raise DatasetError(f"{name}.json: the text is not the same in {a} and {b}")
    sides: list[list[tuple[str, int]]] = [[], []]
    loose: list[tuple[Json, Json]] = []
    strict = 0
    for name in shared:
        ours, theirs = first[name]["attributions"], second[name]["attributions"]
        sides[0] += [(name, i) for i in range(len(ours))]
        sides[1] += [(name, i) for i in range(len(theirs))]
        for i, j, overlap in matched_pairs(first[name]["text"], ours, theirs):
            loose.append((ours[i], theirs[j]))
            strict += overlap >= 0.8
    total = len(sides[0]) + len(sides[1])
    f1 = {"0.5": 2 * len(loose) / total, "0.8": 2 * strict / total} if total else {"0.5": 1.0, "0.8": 1.0}
    try:
        labels = {label: _kappa([(str(x[label]), str(y[label])) for x, y in loose]) for label in _LABELS}
    except KeyError as error:
        raise DatasetError(f"{a} and {b}: an attribution has no field {error}") from None
    return Agreement(len(shared), len(loose), f1, labels)


def _kappa(pairs: Sequence[tuple[str, str]]) -> tuple[float, float | None]:
    if not pairs:
        return 0.0, None
    observed = sum(x == y for x, y in pairs) / len(pairs)
    left, right = Counter(x for x, _ in pairs), Counter(y for _, y in pairs)
    expected = sum(left[v] * right[v] for v in left) / len(pairs) ** 2
    return observed, (observed - expected) / (1 - expected) if expected < 1 else None


def render(found: Agreement) -> str:
    """The figures for a terminal."""
    lines = [f"{found.documents} articles in both, {found.pairs} statements found by both"]
    lines += [f"  span F1 at {at:4} {value:6.3f}" for at, value in found.spans.items()]
    lines.append(f"  {'label':14} {'agreed':>7} {'kappa':>7}")
    for name, (observed, kappa) in found.labels.items():
        lines.append(f"  {name:14} {observed:7.3f} {'-' if kappa is None else f'{kappa:7.3f}':>7}")
    return "\n".join(lines)
