"""A self-contained HTML page of articles and who says what in them."""

from quoteattr.report.page import LANGUAGES, empty_page, render

__all__ = ["LANGUAGES", "empty_page", "render"]
