"""Records as Arrow tables: the schema of the models, and Parquet files of them. Needs pyarrow (`quoteattr[parquet]`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel

from quoteattr.records import Attribution, Extraction

_ROWS = 10_000  # in a row group


def schema_of(model: type[BaseModel]) -> pa.Schema:
    """The Arrow schema of a record model; free-form fields (`metadata`) are JSON strings."""
    return pa.schema(_fields(model))


def rows_of(records: Iterable[Mapping[str, Any]], model: type[BaseModel]) -> list[dict[str, Any]]:
    """Records as plain data, ready for `schema_of`."""
    free = _free_fields(model)
    return [_flat(record, free) for record in records]


def write_parquet(lines: Path, output: Path) -> None:
    """The JSON lines of a run as a Parquet file, a group of rows at a time."""
    with lines.open(encoding="utf-8") as stream:
        first = stream.readline()
        stream.seek(0)
        model: type[BaseModel] = Extraction if _is_extraction(first) else Attribution
        schema = schema_of(model)
        with pq.ParquetWriter(output, schema) as writer:
            while group := list(islice(stream, _ROWS)):
                writer.write_table(pa.Table.from_pylist(rows_of(map(json.loads, group), model), schema))


def _is_extraction(line: str) -> bool:
    return bool(line.strip()) and set(json.loads(line)) == {"document", "attributions"}


def _fields(model: type[BaseModel]) -> list[pa.Field]:
    return [pa.field(name, _type(field.annotation)) for name, field in model.model_fields.items()]


def _type(annotation: Any) -> pa.DataType:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is list:
        return pa.list_(_type(arguments[0]))
    if origin is Literal or annotation is str or origin is dict:
        return pa.string()
    if arguments and type(None) in arguments:
        return _type(next(a for a in arguments if a is not type(None)))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return pa.struct(_fields(annotation))
    plain = {bool: pa.bool_(), int: pa.int64(), float: pa.float64()}
    return plain[annotation]


@cache
def _free_fields(model: type[BaseModel]) -> frozenset[str]:
    """Names of fields, at any depth, that hold free-form objects."""
    out: set[str] = set()
    for name, field in model.model_fields.items():
        annotation = field.annotation
        if get_origin(annotation) is dict:
            out.add(name)
        for inner in (annotation, *get_args(annotation)):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                out |= _free_fields(inner)
    return frozenset(out)


def _flat(value: Any, free: frozenset[str]) -> Any:
    if isinstance(value, Mapping):
        return {k: json.dumps(v, ensure_ascii=False) if k in free else _flat(v, free) for k, v in value.items()}
    if isinstance(value, list):
        return [_flat(v, free) for v in value]
    return value
