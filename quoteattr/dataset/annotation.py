"""What a reviewer corrects: a record's spans and labels without what only the program knows, and the gold form of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from quoteattr.dataset.folder import DatasetError, digest, write_json
from quoteattr.records import ACTS, ATTITUDES, KINDS, SPEAKER_TYPES, Attribution
from quoteattr.spans import Range

_LONGEST_NAME = 150
ROLES = ("Cue", "Source", "Target")
CHOICES: dict[str, tuple[str, ...]] = {
    "kind": KINDS,
    "act": ACTS,
    "attitude": ATTITUDES,
    "speaker_type": SPEAKER_TYPES,
    "checkworthy": ("yes", "no"),
}


@dataclass(frozen=True, slots=True)
class Annotation:
    """One attribution as annotators see it; offsets are code points, end exclusive."""

    content: tuple[Range, ...]
    cue: Range | None
    source: Range | None
    target: Range | None
    speaker: str | None
    labels: tuple[tuple[str, str], ...]  # a value for each of CHOICES

    @property
    def roles(self) -> dict[str, Range]:
        """The spans beside the content, by role."""
        spans = dict(zip(ROLES, (self.cue, self.source, self.target), strict=True))
        return {role: r for role, r in spans.items() if r is not None}


def annotation_of(record: Attribution) -> Annotation:
    """The part of a record that can be reviewed."""
    stance, speaker = record.stance, record.speaker
    labels = {
        "kind": record.kind,
        "act": stance.act,
        "attitude": stance.attitude,
        "speaker_type": speaker.type if speaker else "unknown",
        "checkworthy": "yes" if record.claim.checkworthy else "no",
    }
    return Annotation(
        content=tuple(Range(s.start, s.end) for s in record.statement.spans),
        cue=Range(record.cue.start, record.cue.end) if record.cue else None,
        source=Range(record.source.start, record.source.end) if record.source else None,
        target=Range(stance.target.start, stance.target.end) if stance.target else None,
        speaker=speaker.name if speaker else None,
        labels=tuple(labels.items()),
    )


def labelled(labels: dict[str, str], where: str) -> tuple[tuple[str, str], ...]:
    """The labels of an annotation in order. Raises DatasetError for one that is missing or does not exist."""
    for name, values in CHOICES.items():
        if labels.get(name) not in values:
            said = f"is {labels[name]!r}" if name in labels else "is missing"
            raise DatasetError(f"{where}: label {name!r} {said}: choose one of {', '.join(values)}")
    return tuple((name, labels[name]) for name in CHOICES)


def gold_of(annotation: Annotation, text: str) -> dict[str, Any]:
    """The annotation as `quoteattr evaluate` reads it."""
    labels = dict(annotation.labels)

    def span(r: Range) -> dict[str, Any]:
        return {"start": r.start, "end": r.end, "text": r.of(text)}

    return {
        "content": [span(r) for r in annotation.content],
        "cue": span(annotation.cue) if annotation.cue else None,
        "source": span(annotation.source) if annotation.source else None,
        "kind": labels["kind"],
        "act": labels["act"],
        "attitude": labels["attitude"],
        "target": annotation.target.of(text) if annotation.target else None,
        "speaker": annotation.speaker,
        "aliases": [],
        "speaker_type": labels["speaker_type"],
        "checkworthy": labels["checkworthy"] == "yes",
        "nested": False,
        "optional": False,
    }


def write_gold(folder: Path, documents: Iterable[tuple[str, str, list[Annotation]]]) -> int:
    """A gold folder of documents, given by name, text and annotations; returns how many there were."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 0
    for name, text, found in documents:
        ordered = sorted(found, key=lambda a: a.content)
        write_json(
            folder / f"{file_name(name)}.json",
            {"id": name, "text": text, "attributions": [gold_of(a, text) for a in ordered]},
        )
        number += 1
    return number


def file_name(identifier: str) -> str:
    """A file name for any id; `urllib.parse.unquote` gives the id back."""
    name = quote(identifier, safe=" ~#@+,=")
    name = name.replace(".", "%2E", 1) if name.startswith(".") else name
    if len(name) > _LONGEST_NAME:  # file systems end at 255 bytes
        name = f"{name[:_LONGEST_NAME].rpartition('%')[0] or name[:_LONGEST_NAME]}~{digest(identifier)[:16]}"
    return name
