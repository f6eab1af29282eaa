"""What a dataset folder holds, line by line: claims, the articles they appear in, and the records behind them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from quoteattr import stored
from quoteattr.records import (
    Act,
    Attitude,
    Attribution,
    Certainty,
    Document,
    Gender,
    Kind,
    RecordError,
    Span,
    SpeakerType,
)
from quoteattr.stored import Model

Split = Literal["train", "dev", "test"]
SPLITS: tuple[Split, ...] = ("train", "dev", "test")

CLAIMS, ARTICLES, RECORDS = "claims.jsonl", "articles.jsonl", "records.jsonl"
OUTLET = "outlet"  # the input field that names who published an article


class DatasetError(ValueError):
    """A dataset that cannot be built or read; the message names the file and says what to do."""


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Article(_Line):
    """One article: its text or, in a standoff dataset, only what tells whether another copy of the text is the same.

    `sha256`: of the text in UTF-8; `length`: in code points; `cluster`: the id of the first article of its near duplicates.
    """

    id: str
    date: str | None = None
    url: str | None = None
    title: str | None = None
    outlet: str | None = None
    sha256: str
    length: int
    cluster: str
    split: Split
    text: str | None = None
    metadata: str | None = None  # what else the input said of it, as JSON


class ClaimSpeaker(_Line):
    """Who said it; `id` is the same for the same name all over the dataset."""

    id: str
    name: str
    type: SpeakerType
    role: str | None
    gender: Gender
    kb_id: str | None


class Appearance(_Line):
    """One place where a claim stands: offsets are code points into that article's text."""

    article_id: str
    record_id: str
    outlet: str | None
    date: str | None
    url: str | None
    spans: list[Span]
    cue: Span | None
    source: Span | None
    confidence: float


class DatasetClaim(_Line):
    """One claim with all its appearances, the most reliable of which gives the wording and the stance.

    `text`: the statement as one self-contained sentence; `statement`: as it stands in the article; `date`: of the first
    appearance; `confidence`: of the best one.
    """

    id: str
    text: str
    statement: str
    speaker: ClaimSpeaker | None
    date: str | None
    kind: Kind
    act: Act
    attitude: Attitude
    target: str | None
    certainty: Certainty
    checkworthy: bool
    score: float
    confidence: float
    split: Split
    appearances: list[Appearance]


def digest(text: str) -> str:
    """The SHA-256 of a text, by which a standoff dataset knows it again."""
    return hashlib.sha256(text.encode()).hexdigest()


def _read_lines(path: Path, model: type[Model], what: str) -> Iterator[Model]:
    """The lines of a JSONL file. Raises DatasetError for one that is not as it should be."""
    try:
        yield from stored.read_lines(path, model, what)
    except RecordError as error:
        raise DatasetError(str(error)) from None


def write_lines(path: Path, lines: Iterator[BaseModel]) -> None:
    """One JSON object a line, in the order of its fields."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for line in lines:
            stream.write(line.model_dump_json() + "\n")


def write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def read_claims(folder: Path) -> list[DatasetClaim]:
    """The claims of a dataset folder. Raises DatasetError."""
    if not (folder / CLAIMS).is_file():
        raise DatasetError(f"{folder}: no dataset here: {CLAIMS} is missing (`quoteattr dataset build` makes one)")
    return list(_read_lines(folder / CLAIMS, DatasetClaim, "a claim"))


def read_articles(folder: Path) -> Iterator[Article]:
    """The articles of a dataset folder, in order. Raises DatasetError."""
    return _read_lines(folder / ARTICLES, Article, "an article")


def read_texts(folder: Path) -> list[tuple[Document, list[Attribution]]]:
    """The articles of a dataset folder with the records behind its claims, in order.

    Raises DatasetError for a standoff dataset, whose texts are elsewhere.
    """
    records: dict[str, list[Attribution]] = {}
    for record in _read_lines(folder / RECORDS, Attribution, "a record"):
        records.setdefault(record.document_id, []).append(record)
    out = []
    for article in read_articles(folder):
        if article.text is None:
            raise DatasetError(f"{folder}: a standoff dataset holds no texts: build it without --standoff to export it")
        document = Document(id=article.id, text=article.text, date=article.date, url=article.url, title=article.title)
        out.append((document, records.get(article.id, [])))
    return out
