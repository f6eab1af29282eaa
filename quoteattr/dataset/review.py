"""Corrections from reviewers, read back as gold for `quoteattr evaluate`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from quoteattr.dataset.annotation import write_gold
from quoteattr.dataset.exports import brat, label_studio
from quoteattr.dataset.folder import DatasetError


def import_review(source: str | Path, gold: str | Path) -> int:
    """Write a gold folder from a brat folder or a JSON export of Label Studio; returns how many articles it holds.

    Raises DatasetError for what cannot be read, or a gold folder that has files in it.
    """
    source, gold = Path(source), Path(gold)
    if gold.is_file() or (gold.is_dir() and any(gold.iterdir())):
        raise DatasetError(f"{gold}: is not an empty folder: choose another one")
    if not source.exists():
        raise DatasetError(f"{source}: no such file or folder")
    # Everything is read before anything is written.
    documents = list(brat.read(source) if source.is_dir() else label_studio.read(source))
    repeated = [name for name, times in Counter(name for name, _, _ in documents).items() if times > 1]
    if repeated:
        raise DatasetError(f"{source}: several articles have the id {repeated[0]!r}: give each one of its own")
    try:
        return write_gold(gold, documents)
    except OSError as error:
        raise DatasetError(f"{gold}: cannot be written: {error.strerror}") from error
