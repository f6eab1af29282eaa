"""Fact-checking datasets: claims with their appearances, splits without leakage, exports, review, search.

    from quoteattr import dataset
    dataset.build(articles, "claims/", dataset.Options(filters=dataset.Filters(checkworthy=True)))

Needs `quoteattr[datasets]`. Names load when they are used, so that the command line starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quoteattr.dataset.assemble import Built, Options, build
    from quoteattr.dataset.compare import Agreement, agreement
    from quoteattr.dataset.exports import export
    from quoteattr.dataset.filters import Filters
    from quoteattr.dataset.folder import Article, DatasetClaim, DatasetError
    from quoteattr.dataset.query import Query, search
    from quoteattr.dataset.review import import_review
    from quoteattr.dataset.splits import Shares
    from quoteattr.dataset.statistics import Statistics, statistics_of

_HOMES = {
    "compare": ("Agreement", "agreement"),
    "assemble": ("Built", "Options", "build"),
    "exports": ("export",),
    "filters": ("Filters",),
    "folder": ("Article", "DatasetClaim", "DatasetError"),
    "review": ("import_review",),
    "query": ("Query", "search"),
    "splits": ("Shares",),
    "statistics": ("Statistics", "statistics_of"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Agreement",
    "Article",
    "Built",
    "DatasetClaim",
    "DatasetError",
    "Filters",
    "Options",
    "Query",
    "Shares",
    "Statistics",
    "agreement",
    "build",
    "export",
    "import_review",
    "search",
    "statistics_of",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
