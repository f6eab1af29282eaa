"""quoteattr as a spaCy component: `nlp.add_pipe("quoteattr")`, found by its entry point without an import.

It parses its sentences with the pipeline it sits in, so that there is one model in memory, and gives the records of
`quoteattr.load()` on the same model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import srsly
from spacy.language import Language
from spacy.tokens import Doc

from quoteattr.interop.documents import SPANS_KEY, annotate, set_extensions
from quoteattr.knowledge import Knowledge, Person
from quoteattr.parsers.spacy import SpacyParser
from quoteattr.pipeline import Extractor, as_document
from quoteattr.records import Document

set_extensions()

_FIELDS = ("id", "date", "url", "title")


@Language.factory(
    "quoteattr",
    assigns=["doc._.attributions", "doc.spans", "span._.attribution"],
    default_config={"spans_key": SPANS_KEY, "min_confidence": 0.0, "knowledge": None},
)
def make_component(
    nlp: Language, name: str, spans_key: str, min_confidence: float, knowledge: str | None
) -> QuoteattrComponent:
    """`spans_key`: where in `doc.spans` the spans go; `min_confidence`: less sure records are left out; `knowledge`: a file
    as `quoteattr.load` takes it."""
    return QuoteattrComponent(nlp, name, spans_key, min_confidence, knowledge)


class QuoteattrComponent:
    """Finds attributions and puts them on the document.

    `doc.user_data` may hold `id`, `date`, `url` and `title` of the article. Raises ParserError when the pipeline has no
    tagger or parser.
    """

    def __init__(
        self,
        nlp: Language,
        name: str = "quoteattr",
        spans_key: str = SPANS_KEY,
        min_confidence: float = 0.0,
        knowledge: str | None = None,
    ) -> None:
        self.name = name
        self.spans_key = spans_key
        self.min_confidence = min_confidence
        # Read when it is first needed: a pipeline that was saved brings the persons along, wherever the file is now.
        self._knowledge = knowledge
        self.extractor = Extractor(SpacyParser(nlp))

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Documents with their attributions, in order."""
        self._read_knowledge()
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            for doc, extraction in zip(batch, self.extractor.pipe(map(_document, batch)), strict=True):
                kept = [a for a in extraction.attributions if a.confidence >= self.min_confidence]
                yield annotate(doc, kept, self.spans_key)

    def _read_knowledge(self) -> None:
        if self._knowledge is not None:
            self.extractor.knowledge = Knowledge.read(Path(self._knowledge))
            self._knowledge = None

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002 (spaCy passes it)
        """Settings and knowledge; the pipeline's model is its own."""
        data: bytes = srsly.msgpack_dumps(self._settings())
        return data

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> QuoteattrComponent:  # noqa: ARG002 (spaCy passes it)
        self._set(srsly.msgpack_loads(data))
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:  # noqa: ARG002 (spaCy passes it)
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        srsly.write_json(folder / "settings.json", self._settings())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> QuoteattrComponent:  # noqa: ARG002 (spaCy passes it)
        self._set(srsly.read_json(Path(path) / "settings.json"))
        return self

    def _settings(self) -> dict[str, Any]:
        self._read_knowledge()
        known = self.extractor.knowledge
        persons = [p.model_dump(mode="json", by_alias=True) for p in known.persons] if known else None
        return {"spans_key": self.spans_key, "min_confidence": self.min_confidence, "persons": persons}

    def _set(self, settings: Any) -> None:
        self.spans_key = settings["spans_key"]
        self.min_confidence = settings["min_confidence"]
        persons, self._knowledge = settings["persons"], None
        self.extractor.knowledge = (
            None if persons is None else Knowledge(tuple(Person.model_validate(p) for p in persons))
        )


def _document(doc: Doc) -> Document:
    given = {name: doc.user_data[name] for name in _FIELDS if doc.user_data.get(name) is not None}
    return as_document({"text": doc.text, **given})
