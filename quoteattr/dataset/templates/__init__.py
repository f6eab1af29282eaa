"""The pages of a dataset folder as Jinja templates."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=PackageLoader("quoteattr.dataset", "templates"),
        autoescape=select_autoescape(enabled_extensions=("html.jinja",), default=False),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )


def rendered(name: str, values: Mapping[str, Any]) -> str:
    """A template with values in it."""
    return _environment().get_template(name).render(**values)
