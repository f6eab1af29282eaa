"""Measure again and write the figures of docs/quality.md.

    python scripts/update_quality.py DEV_GOLD

Replaces the two blocks of figures and the table of confidence; the log and what is known to fail are written by hand.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import quoteattr
from quoteattr.evaluation import Report, evaluate, read_gold, render

_ROOT = Path(__file__).parent.parent
_PAGE = _ROOT / "docs" / "quality.md"


def main(dev: str) -> None:
    extractor = quoteattr.load()
    on_dev, on_articles = _measure(extractor, Path(dev)), _measure(extractor, _ROOT / "fixtures" / "gold")
    page = _PAGE.read_text(encoding="utf-8")
    page = _replace(page, r"(Development set \(75 articles\):\n\n```text\n).*?(\n```)", render(on_dev))
    page = _replace(page, r"(The five articles:\n\n```text\n).*?(\n```)", render(on_articles))
    page = _replace(page, r"(\| confidence \| records .*?\n\| --- .*?\n).*?(\n\n)", _table(on_dev))
    _PAGE.write_text(page, encoding="utf-8")


def _measure(extractor: quoteattr.Extractor, folder: Path) -> Report:
    gold = read_gold(folder)
    documents = [{"id": name, "text": document["text"]} for name, document in gold.items()]
    return evaluate(gold, [a.model_dump() for e in extractor.pipe(documents) for a in e.attributions])


def _table(report: Report) -> str:
    return "\n".join(
        f"| {b['from']:.1f} to {b['from'] + 0.1:.1f} | {b['records']} | {b['confidence']:.2f} | {b['right']:.2f} |"
        for b in report.figures["confidence"]["bins"]
    )


def _replace(page: str, pattern: str, block: str) -> str:
    page, count = re.subn(pattern, lambda m: m[1] + block + m[2], page, count=1, flags=re.DOTALL)
    if not count:
        sys.exit(f"{_PAGE}: no place for the figures: {pattern}")
    return page


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
