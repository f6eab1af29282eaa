"""brat standoff: `NAME.txt` and `NAME.ann` for each article, and the configuration that names the labels.

Text-bound annotations Content, Cue, Source and Target; relations from a content to the others; labels as attributes of the
content; its speaker in a note. `quoteattr dataset import-review` reads corrected folders back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

from quoteattr.dataset.annotation import CHOICES, ROLES, Annotation, annotation_of, file_name, labelled
from quoteattr.dataset.folder import DatasetError, read_texts
from quoteattr.spans import Range

_NOTE = "speaker: "


def write(folder: Path, out: Path) -> list[Path]:
    files = [out / "annotation.conf"]
    files[0].write_text(_configuration(), encoding="utf-8")
    for document, records in read_texts(folder):
        path = out / f"{file_name(document.id)}.txt"
        with path.open("w", encoding="utf-8", newline="") as stream:
            stream.write(document.text)
        annotations = "".join(f"{line}\n" for line in lines_of(document.text, [annotation_of(r) for r in records]))
        path.with_suffix(".ann").write_text(annotations, encoding="utf-8")
        files += [path, path.with_suffix(".ann")]
    return files


def _configuration() -> str:
    names = ["Content", *ROLES]
    relations = [f"{role}\tArg1:Content, Arg2:{role}" for role in ROLES]
    attributes = [f"{_title(name)}\tArg:Content, Value:{'|'.join(values)}" for name, values in CHOICES.items()]
    parts = {"entities": names, "relations": relations, "events": [], "attributes": attributes}
    return "\n".join(f"[{title}]\n" + "".join(f"{line}\n" for line in lines) for title, lines in parts.items())


def _title(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def lines_of(text: str, annotations: list[Annotation]) -> Iterator[str]:
    """The lines of an .ann file."""
    number = relation = attribute = 0
    bound: dict[tuple[str, Range], int] = {}
    for n, annotation in enumerate(annotations, start=1):
        number += 1
        content = number
        yield f"T{content}\t{_located(text, 'Content', annotation.content)}"
        for role, r in annotation.roles.items():
            if (role, r) not in bound:
                number += 1
                bound[role, r] = number
                yield f"T{number}\t{_located(text, role, (r,))}"
            relation += 1
            yield f"R{relation}\t{role} Arg1:T{content} Arg2:T{bound[role, r]}"
        for name, value in annotation.labels:
            attribute += 1
            yield f"A{attribute}\t{_title(name)} T{content} {value}"
        if annotation.speaker is not None:
            yield f"#{n}\tAnnotatorNotes T{content}\t{_NOTE}{annotation.speaker}"


def _located(text: str, label: str, ranges: tuple[Range, ...]) -> str:
    """Label, offsets and text; brat has no line breaks within a fragment."""
    fragments = [
        Range(r.start + m.start(), r.start + m.end()) for r in ranges for m in re.finditer(r"[^\n\r]+", r.of(text))
    ]
    offsets = ";".join(f"{r.start} {r.end}" for r in fragments)
    return f"{label} {offsets}\t{' '.join(r.of(text) for r in fragments)}"


def read(folder: Path) -> Iterator[tuple[str, str, list[Annotation]]]:
    """Name, text and annotations of each article of a folder. Raises DatasetError naming file and line."""
    paths = sorted(folder.glob("*.ann"))
    if not paths:
        raise DatasetError(f"{folder}: no .ann file in this folder")
    for path in paths:
        source = path.with_suffix(".txt")
        if not source.is_file():
            raise DatasetError(f"{path}: the text {source.name} is missing beside it")
        text = _read(source)
        yield unquote(path.stem), text, _annotations(path, text)


def _read(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return stream.read()
    except UnicodeDecodeError:
        raise DatasetError(f"{path}: not UTF-8: convert the file to UTF-8 first") from None
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read: {error.strerror}") from error


def _annotations(path: Path, text: str) -> list[Annotation]:
    spans: dict[str, tuple[str, tuple[Range, ...]]] = {}
    roles: dict[str, dict[str, Range]] = {}
    labels: dict[str, dict[str, str]] = {}
    speakers: dict[str, str] = {}
    titles = {_title(name): name for name in CHOICES}
    relations: list[tuple[str, str, str, str]] = []
    for number, line in enumerate(_read(path).split("\n"), start=1):
        where = f"{path}, line {number}"
        if not line.strip():
            continue
        identifier, _, rest = line.partition("\t")
        try:
            if identifier[0] == "T":
                spans[identifier] = _bound(rest, text, where)
            elif identifier[0] == "R":
                role, first, second = rest.split()[:3]
                relations.append((role, first.removeprefix("Arg1:"), second.removeprefix("Arg2:"), where))
            elif identifier[0] in "AM":
                title, labelled_one, value = rest.split()[:3]
                if title in titles:
                    labels.setdefault(labelled_one, {})[titles[title]] = value
            elif identifier[0] == "#":
                kind, _, note = rest.partition("\t")
                if kind.split()[0] == "AnnotatorNotes":
                    speakers[kind.split()[1]] = note.removeprefix(_NOTE).strip()
        except DatasetError:
            raise
        except (ValueError, IndexError):
            raise DatasetError(f"{where}: not a line of brat standoff: {line[:80]!r}") from None
    for role, content, other, where in relations:
        if content not in spans or other not in spans or role not in ROLES:
            raise DatasetError(f"{where}: a relation must go from a Content to a {', '.join(ROLES)}")
        parts = spans[other][1]
        roles.setdefault(content, {})[role] = Range(parts[0].start, parts[-1].end)
    out = []
    for name, (label, ranges) in spans.items():
        if label == "Content":
            own = roles.get(name, {})
            values = labelled(labels.get(name, {}), f"{path}, {name}")
            cue, origin, target = (own.get(r) for r in ROLES)
            out.append(Annotation(ranges, cue, origin, target, speakers.get(name), values))
    return out


def _bound(rest: str, text: str, where: str) -> tuple[str, tuple[Range, ...]]:
    head, _, shown = rest.partition("\t")
    label, _, offsets = head.partition(" ")
    fragments = [Range(*map(int, part.split())) for part in offsets.split(";")]
    if " ".join(r.of(text) for r in fragments) != shown:
        raise DatasetError(f"{where}: the offsets do not fit the text: {shown[:60]!r}")
    # Fragments with only a line break between them were one before it was written.
    merged = [fragments[0]]
    for before, after in pairwise(fragments):
        gap = text[before.end : after.start]
        if gap and not gap.strip("\n\r"):
            merged[-1] = Range(merged[-1].start, after.end)
        else:
            merged.append(after)
    return label, tuple(merged)
