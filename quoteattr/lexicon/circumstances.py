"""The patterns of context.toml: addressee, medium, time and place of a reporting clause."""

from __future__ import annotations

import re
from functools import cache

from pydantic import BaseModel, ConfigDict

from quoteattr.lexicon import load_table

__all__ = ["Circumstances", "circumstances"]


class Circumstances(BaseModel):
    """One pattern for each kind; its first group holds the words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    addressee: re.Pattern[str]
    medium: re.Pattern[str]
    time: re.Pattern[str]
    place: re.Pattern[str]


@cache
def circumstances() -> Circumstances:
    return load_table("context.toml", Circumstances)
