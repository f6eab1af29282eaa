"""A dataset folder in the formats of other tools: one module each, all with `write(folder, out)`."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from quoteattr.dataset.folder import DatasetError

#: What `quoteattr dataset export --format` takes, with the module that writes it and what it is.
FORMATS: dict[str, tuple[str, str]] = {
    "schema-org": ("schema_org", "schema.org Claim and Quotation as JSON-LD, ready for ClaimReview"),
    "checkthat": ("checkthat", "check-worthiness as TSV in the form of the CheckThat! labs"),
    "bio": ("bio", "tokens with BIO tags for cue, source and content in CoNLL columns"),
    "brat": ("brat", "brat standoff for review"),
    "label-studio": ("label_studio", "Label Studio tasks and labelling configuration for review"),
    "prodigy": ("prodigy", "Prodigy tasks with spans and relations"),
}


def export(folder: str | Path, form: str, out: str | Path) -> list[Path]:
    """Write a dataset folder in another format into the folder `out`, made if need be; returns the files.

    Raises DatasetError for a format that does not exist, a folder that holds no dataset, or an `out` that has files.
    """
    if form not in FORMATS:
        raise DatasetError(f"{form}: no such format: choose one of {', '.join(FORMATS)}")
    folder, out = Path(folder), Path(out)
    if out.is_file() or (out.is_dir() and any(out.iterdir())):
        raise DatasetError(f"{out}: is not an empty folder: choose another one")
    existed = out.is_dir()
    write: Callable[[Path, Path], list[Path]] = import_module(f"{__name__}.{FORMATS[form][0]}").write
    try:
        out.mkdir(parents=True, exist_ok=True)
        return write(folder, out)
    except DatasetError:
        # What was begun must not stand in the way of another try.
        shutil.rmtree(out, ignore_errors=True)
        if existed:
            out.mkdir()
        raise
    except OSError as error:
        raise DatasetError(f"{out}: cannot be written: {error.strerror}") from error
