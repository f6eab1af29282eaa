"""A real browser for tests: Debian's Chromium driven by Playwright. `make test` installs it where it can."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

# Chromium asks its makers for news in the background; tests have no network.
_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium, or the reason why this test cannot run."""
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium")
    if found is None:
        pytest.skip("needs Chromium: `apt-get install chromium` (make test does it where it may)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        try:
            yield opened
        finally:
            opened.close()


class Watched:
    """A page that keeps what must not happen: console errors, exceptions, and requests to anything but `own`."""

    def __init__(self, opened: Any, own: str = "file:", **options: Any) -> None:
        self.page = opened.new_page(**options)
        self.page.set_default_timeout(10_000)
        self.problems: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on(
            "request", lambda request: None if request.url.startswith(own) else self.problems.append(request.url)
        )
        self.page.on("dialog", self._dialog)

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self.problems.append(message.text)

    def _dialog(self, dialog: Any) -> None:
        self.problems.append(dialog.message)
        dialog.dismiss()
