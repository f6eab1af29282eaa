"""Extraction on a Ray cluster, for corpora that one machine does not hold. Needs `quoteattr[ray]`.

    import ray, quoteattr.ray
    records = quoteattr.ray.extract(ray.data.read_parquet("s3://bucket/articles/"))
    records.write_parquet("s3://bucket/attributions/")

Every actor loads the model once and reads one batch after the other; a document is never split over actors, so that the
records are those of the command line.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from quoteattr.arrow import rows_of, schema_of
from quoteattr.inputs import Fields
from quoteattr.knowledge import Knowledge
from quoteattr.parallel import Failure, Lines, Recipe, extract_batch
from quoteattr.pipeline import DocumentError, Extractor, as_document
from quoteattr.records import Attribution

if TYPE_CHECKING:
    from ray.data import Dataset

#: The columns of the result: the record, and for a row that could not be read an `error` and nothing else but its id.
SCHEMA: pa.Schema = schema_of(Attribution).append(pa.field("error", pa.string()))

_BATCH_ROWS = 64


def extract(
    dataset: Dataset,
    *,
    text_field: str = "text",
    id_field: str = "id",
    date_field: str = "date",
    model: str = "fr_core_news_md",
    knowledge: Knowledge | None = None,
    actors: int | tuple[int, int] = (1, 8),
    batch_size: int = _BATCH_ROWS,
) -> Dataset:
    """The attributions of all rows of a Ray dataset, one row each, in the columns of `SCHEMA`.

    `dataset`: any with a column of texts; its other columns go to `metadata` (a JSON string). `actors`: how many
    processes, or the least and the most. A row that holds no document gives one row with `error` set, so that nothing
    is lost; filter with `error IS NULL`. An actor that dies is started again by Ray and its batch read again.
    """
    from ray.data import ActorPoolStrategy

    low, high = (actors, actors) if isinstance(actors, int) else actors
    recipe = Recipe("spacy", {"model": model}, knowledge)
    return dataset.map_batches(
        _Actor,
        fn_constructor_args=(recipe, Fields(text_field, id_field, date_field)),
        compute=ActorPoolStrategy(min_size=low, max_size=high),
        batch_size=batch_size,
        batch_format="pyarrow",
        # A worker that the kernel kills takes its batch with it: read it again.
        max_restarts=-1,
        max_task_retries=-1,
    )


class _Actor:
    """One process of the cluster with its model."""

    def __init__(self, recipe: Recipe, fields: Fields) -> None:
        from quoteattr.parsers import load_parser

        self.extractor = Extractor(load_parser(recipe.parser, **recipe.options), knowledge=recipe.knowledge)
        self.fields = fields

    def __call__(self, batch: pa.Table) -> pa.Table:
        rows: list[dict[str, Any]] = []
        documents = []
        for row in batch.to_pylist():
            try:
                # What Parquet says of an absent value is what JSON says by leaving it out.
                given = {k: v for k, v in row.items() if v is not None}
                documents.append(as_document(self.fields.renamed(given)))
            except DocumentError as error:
                rows.append({"document_id": str(row.get(self.fields.id) or ""), "error": str(error)})
        for document, result in zip(documents, extract_batch(self.extractor, documents, "records"), strict=True):
            if isinstance(result, Failure):
                rows.append({"document_id": document.id, "error": result.reason})
                continue
            assert isinstance(result, Lines)
            rows += rows_of(map(json.loads, result.text.splitlines()), Attribution)
        return pa.Table.from_pylist(rows, SCHEMA)
