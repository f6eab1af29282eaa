"""Who said what, with which stance: attributions in French news as typed records.

>>> import quoteattr
>>> [q.range.of("«Non», dit-il.") for q in quoteattr.find_quotations("«Non», dit-il.")]
['«Non»']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Attribution", "Document", "Extraction", "Extractor", "Quotation", "find_quotations", "load"]

if TYPE_CHECKING:
    from quoteattr.pipeline import Extractor, load
    from quoteattr.quotations import Quotation, find_quotations
    from quoteattr.records import Attribution, Document, Extraction

# Loaded when first used, so that `import quoteattr` costs nothing.
_HOMES = {
    "Attribution": "records",
    "Document": "records",
    "Extraction": "records",
    "Extractor": "pipeline",
    "Quotation": "quotations",
    "find_quotations": "quotations",
    "load": "pipeline",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"quoteattr.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'quoteattr' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
