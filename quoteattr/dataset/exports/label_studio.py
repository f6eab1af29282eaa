"""Label Studio: `tasks.json` with the records as predictions, and `label_config.xml` for the project.

Content, Cue, Source and Target are labelled regions; relations lead from a content to the others and to its further pieces;
labels and speaker belong to the content's first region. Offsets are code points, as Label Studio stores them since 2022.
`quoteattr dataset import-review` reads Label Studio's JSON export back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from quoteattr.dataset.annotation import CHOICES, ROLES, Annotation, annotation_of, labelled
from quoteattr.dataset.folder import DatasetError, read_texts, write_json
from quoteattr.records import Attribution, Document
from quoteattr.spans import Range

_CONTINUES = "continues"


def write(folder: Path, out: Path) -> list[Path]:
    files = [out / "tasks.json", out / "label_config.xml"]
    write_json(files[0], [task_of(document, records) for document, records in read_texts(folder)])
    files[1].write_text(_configuration(), encoding="utf-8")
    return files


def _configuration() -> str:
    labels = "".join(f'    <Label value="{label}"/>\n' for label in ("Content", *ROLES))
    relations = "".join(f'    <Relation value="{r}"/>\n' for r in (*map(str.lower, ROLES), _CONTINUES))
    of_content = 'toName="text" perRegion="true" whenTagName="spans" whenLabelValue="Content"'
    choices = "".join(
        f'  <Choices name="{name}" {of_content} choice="single" showInline="true" required="true">\n'
        + "".join(f'    <Choice value="{value}"/>\n' for value in values)
        + "  </Choices>\n"
        for name, values in CHOICES.items()
    )
    return (
        f'<View>\n  <Style>.htx-text {{ white-space: pre-wrap; }}</Style>\n  <Labels name="spans" toName="text">\n{labels}  </Labels>\n'
        '  <Text name="text" value="$text" granularity="symbol"/>\n'
        f'{choices}  <TextArea name="speaker" {of_content} maxSubmissions="1" placeholder="Who said it"/>\n'
        f"  <Relations>\n{relations}  </Relations>\n</View>\n"
    )


def task_of(document: Document, records: list[Attribution]) -> dict[str, Any]:
    """One article as a task with its records as a prediction."""
    result: list[dict[str, Any]] = []
    for n, record in enumerate(records):
        result += _regions(document.text, n, annotation_of(record))
    score = sum(r.confidence for r in records) / len(records) if records else 0.0
    prediction = {"model_version": f"quoteattr {version('quoteattr')}", "score": round(score, 3), "result": result}
    return {"data": {"id": document.id, "text": document.text}, "predictions": [prediction]}


def _regions(text: str, n: int, annotation: Annotation) -> Iterator[dict[str, Any]]:
    main = f"r{n}c0"
    for k, r in enumerate(annotation.content):
        yield _region(text, f"r{n}c{k}", r, "Content")
        if k:
            yield _relation(main, f"r{n}c{k}", _CONTINUES)
    for role, r in annotation.roles.items():
        yield _region(text, f"r{n}{role.lower()}", r, role)
        yield _relation(main, f"r{n}{role.lower()}", role.lower())
    where = {"start": annotation.content[0].start, "end": annotation.content[0].end}
    common = {"id": main, "to_name": "text"}
    for name, value in annotation.labels:
        yield common | {"from_name": name, "type": "choices", "value": where | {"choices": [value]}}
    if annotation.speaker is not None:
        yield common | {"from_name": "speaker", "type": "textarea", "value": where | {"text": [annotation.speaker]}}


def _region(text: str, identifier: str, r: Range, label: str) -> dict[str, Any]:
    value = {"start": r.start, "end": r.end, "text": r.of(text), "labels": [label]}
    return {"id": identifier, "from_name": "spans", "to_name": "text", "type": "labels", "value": value}


def _relation(first: str, second: str, label: str) -> dict[str, Any]:
    return {"type": "relation", "from_id": first, "to_id": second, "direction": "right", "labels": [label]}


def read(path: Path) -> Iterator[tuple[str, str, list[Annotation]]]:
    """Name, text and annotations of each task of a JSON export; a task that nobody has reviewed keeps its prediction,
    and of several annotators' work the last is read.

    Raises DatasetError naming the file and the task.
    """
    try:
        tasks = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise DatasetError(f"{path}: not valid JSON: {error}") from None
    if not isinstance(tasks, list):
        raise DatasetError(f"{path}: expected a list of tasks: export the project as JSON (not JSON-MIN)")
    for number, task in enumerate(tasks, start=1):
        where = f"{path}, task {number}"
        try:
            text, name = task["data"]["text"], str(task["data"].get("id", task.get("id", number)))
            done = [a for a in task.get("annotations", []) if not a.get("was_cancelled")]
            result = (done or task.get("predictions") or [{"result": []}])[-1]["result"]
            annotations = _annotations(result, text, where)
        except DatasetError:
            raise
        except (KeyError, TypeError, IndexError, AttributeError) as error:
            raise DatasetError(f"{where}: not a task of Label Studio's JSON export: {error}") from None
        yield name, text, annotations


def _annotations(result: list[dict[str, Any]], text: str, where: str) -> list[Annotation]:
    regions: dict[str, tuple[str, Range]] = {}
    labels: dict[str, dict[str, str]] = {}
    speakers: dict[str, str] = {}
    links: list[tuple[str, str, str]] = []
    for item in result:
        value = item.get("value", {})
        if item["type"] == "labels":
            regions[item["id"]] = (value["labels"][0], _range(value, text, f"{where}, region {item['id']}"))
        elif item["type"] == "choices" and value["choices"]:
            labels.setdefault(item["id"], {})[item["from_name"]] = value["choices"][0]
        elif item["type"] == "textarea":
            said = value["text"]
            speakers[item["id"]] = (said if isinstance(said, str) else " ".join(said)).strip()
        elif item["type"] == "relation" and item.get("labels"):
            first, second = item["from_id"], item["to_id"]
            links.append(
                (item["labels"][0], *((second, first) if item.get("direction") == "left" else (first, second)))
            )
    # A relation outlives a region that was deleted.
    links = [(name, a, b) for name, a, b in links if a in regions and b in regions]
    # Drawn from the cue to its content, it means the same.
    links = [(name, b, a) if regions[a][0] != "Content" else (name, a, b) for name, a, b in links]
    pieces = {b for name, _, b in links if name == _CONTINUES}
    main = [name for name, (label, _) in regions.items() if label == "Content" and name not in pieces]
    incomplete = [regions[n][1].of(text)[:40] for n in main if set(CHOICES) - labels.get(n, {}).keys()]
    if incomplete:
        raise DatasetError(f"{where}: choose {', '.join(CHOICES)} for {'; '.join(map(repr, incomplete))}")
    out = []
    for identifier in main:
        own = {name: regions[b][1] for name, a, b in links if a == identifier}
        others = [regions[b][1] for name, a, b in links if a == identifier and name == _CONTINUES]
        cue, source, target = (own.get(role.lower()) for role in ROLES)
        values = labelled(labels[identifier], f"{where}, region {identifier}")
        content = tuple(sorted([regions[identifier][1], *others]))
        out.append(Annotation(content, cue, source, target, speakers.get(identifier) or None, values))
    return out


def _range(value: dict[str, Any], text: str, where: str) -> Range:
    """The place of a region, which must be where its words are."""
    try:
        r = Range(int(value["start"]), int(value["end"]))
    except ValueError:
        raise DatasetError(f"{where}: {value['start']!r} is no offset") from None
    if not 0 <= r.start < r.end <= len(text):
        raise DatasetError(f"{where}: it lies outside the text")
    if "text" in value and value["text"] != r.of(text):
        raise DatasetError(f"{where}: the offsets do not fit the text: {str(value['text'])[:60]!r}")
    return r
