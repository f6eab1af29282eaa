"""The report: one self-contained page that works from disk, without network, and carries its data as JSON.

Whatever comes from texts is put into the page as text nodes only, and the page's policy allows no script and no style but
its own, by hash.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any, Literal

from quoteattr.records import Extraction
from quoteattr.report.data import page_data

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "fr")


def render(extractions: Iterable[Extraction], *, title: str = "quoteattr", language: Language = "en") -> str:
    """The page as HTML. `language`: of its labels at first; readers can switch."""
    return _page(page_data(extractions), title, language, "default-src 'none'")


def empty_page(title: str = "quoteattr", language: Language = "en") -> str:
    """The page with a field to paste an article into, which it sends to `report` beside it (`quoteattr serve`)."""
    return _page({"articles": [], "paste": True}, title, language, "default-src 'none'; connect-src 'self'")


def _page(data: dict[str, Any], title: str, language: Language, policy: str) -> str:
    script, style = _asset("report.js"), _asset("report.css")
    rules = [
        policy,
        f"script-src {_hash(script)}",
        f"style-src {_hash(style)}",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    parts = {
        "language": language,
        "policy": "; ".join(rules),
        "title": escape(title),
        "style": style,
        "labels": _json(json.loads(_asset("labels.json"))),
        "data": _json(data),
        "script": script,
    }
    # One pass: what is put in is not looked at again, so that a text may hold such a mark.
    return re.sub(r"\{\{(\w+)\}\}", lambda m: parts[m.group(1)], _asset("report.html"))


def _json(value: Any) -> str:
    """JSON that cannot end the element it stands in, whatever is in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


@cache
def _asset(name: str) -> str:
    return (files("quoteattr.report") / "templates" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
