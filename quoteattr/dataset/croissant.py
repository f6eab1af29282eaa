"""The Croissant description of a dataset folder (MLCommons Croissant 1.0, https://docs.mlcommons.org/croissant)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quoteattr.dataset.folder import ARTICLES, CLAIMS

_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}

# The columns that are plain values, with their types; nested ones are described by the files themselves.
_FIELDS = {
    CLAIMS: {
        "id": "sc:Text",
        "text": "sc:Text",
        "statement": "sc:Text",
        "date": "sc:Date",
        "kind": "sc:Text",
        "act": "sc:Text",
        "attitude": "sc:Text",
        "target": "sc:Text",
        "certainty": "sc:Text",
        "checkworthy": "sc:Boolean",
        "score": "sc:Float",
        "confidence": "sc:Float",
        "split": "sc:Text",
    },
    ARTICLES: {
        "id": "sc:Text",
        "date": "sc:Date",
        "url": "sc:Text",
        "title": "sc:Text",
        "outlet": "sc:Text",
        "sha256": "sc:Text",
        "length": "sc:Integer",
        "cluster": "sc:Text",
        "split": "sc:Text",
    },
}


def croissant(name: str, description: str, licence: str, version: str, digests: Mapping[str, str]) -> dict[str, Any]:
    """The description as JSON-LD. `digests`: SHA-256 by name of the files described."""
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": name,
        "description": description,
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "license": licence,
        "url": ".",
        "version": version,
        "inLanguage": "fr",
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": file,
                "name": file,
                "contentUrl": file,
                "encodingFormat": "application/jsonlines",
                "sha256": digests[file],
            }
            for file in _FIELDS
        ],
        "recordSet": [_record_set(file, fields) for file, fields in _FIELDS.items()],
    }


def _record_set(file: str, fields: Mapping[str, str]) -> dict[str, Any]:
    name = file.partition(".")[0]
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "key": {"@id": f"{name}/id"},
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{field}",
                "name": f"{name}/{field}",
                "dataType": kind,
                "source": {"fileObject": {"@id": file}, "extract": {"column": field}},
            }
            for field, kind in fields.items()
        ],
    }
