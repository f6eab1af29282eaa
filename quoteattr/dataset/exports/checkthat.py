"""Check-worthiness in the form of the CheckThat! labs: `Sentence_id`, `Text`, `class_label` (Yes, No), one file a split."""

from __future__ import annotations

import csv
from pathlib import Path

from quoteattr.dataset.folder import SPLITS, read_claims


def write(folder: Path, out: Path) -> list[Path]:
    claims = read_claims(folder)
    files = [out / f"{split}.tsv" for split in SPLITS]
    for split, path in zip(SPLITS, files, strict=True):
        with path.open("w", encoding="utf-8", newline="") as stream:
            rows = csv.writer(stream, dialect="excel-tab", lineterminator="\n")
            rows.writerow(("Sentence_id", "Text", "class_label"))
            rows.writerows(
                (c.id, " ".join(c.text.split()), "Yes" if c.checkworthy else "No") for c in claims if c.split == split
            )
    return files
