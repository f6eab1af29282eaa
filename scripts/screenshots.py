"""Take the pictures of the report that the documentation shows: `python scripts/screenshots.py`. Needs Chromium."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import quoteattr
from quoteattr.report import render

_ROOT = Path(__file__).parent.parent
_OUT = _ROOT / "docs" / "images"
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def main() -> None:
    lines = (_ROOT / "fixtures" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    page_text = render(quoteattr.load().pipe(map(json.loads, lines)), title="Five articles")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "report.html"
        path.write_text(page_text, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(path.as_uri())
        page.screenshot(path=_OUT / "report-overview.png")
        page.goto(f"{path.as_uri()}#2")
        page.locator("#r1 button", has_text="Why?").click()
        page.mouse.move(1, 1)
        page.screenshot(path=_OUT / "report-article.png")
        dark = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="dark")
        dark.goto(f"{path.as_uri()}#0")
        dark.locator("#lang-fr").click()
        dark.locator("#c3").click()
        dark.screenshot(path=_OUT / "report-dark-french.png")
        browser.close()


if __name__ == "__main__":
    main()
