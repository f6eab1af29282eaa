"""The report in a real browser: what it shows, how it filters, that nothing in a text can act."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import quoteattr
from quoteattr.cli import app
from quoteattr.records import Extraction
from quoteattr.report import render
from tests.browser import Watched, browser
from tests.golden import articles

_ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def extractions(extractor: quoteattr.Extractor) -> list[Extraction]:
    return list(extractor.pipe(articles()))


@pytest.fixture(scope="module")
def page_of_five(extractions: list[Extraction], tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render(extractions, title="Five articles"), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def watched(chromium: Any, page_of_five: str) -> Iterator[Watched]:
    watched = Watched(chromium)
    watched.page.goto(f"{page_of_five}#2")
    yield watched
    assert watched.problems == []
    watched.page.close()


def test_highlights_stand_where_the_records_say(watched: Watched, extractions: list[Extraction]) -> None:
    text, records = extractions[2].document.text, extractions[2].attributions
    assert watched.page.locator("#text").evaluate("e => e.textContent") == text
    found: dict[tuple[int, str], str] = {}
    for start, end, spans, shown in watched.page.eval_on_selector_all(
        "mark", "ms => ms.map(m => [+m.dataset.start, +m.dataset.end, m.dataset.spans, m.textContent])"
    ):
        assert text[start:end] == shown
        for span in spans.split():
            n, role = span.split(":")
            found[int(n), role] = found.get((int(n), role), "") + shown
    for n, record in enumerate(records):
        assert found[n, "content"] == "".join(s.text for s in record.statement.spans)
        assert record.cue is None or found[n, "cue"] == record.cue.text
        assert record.source is None or found[n, "source"] == record.source.text
        assert record.stance.target is None or found[n, "target"] == record.stance.target.text


def test_a_speaker_s_button_filters(watched: Watched, extractions: list[Extraction]) -> None:
    records = extractions[2].attributions
    name = "Donald Trump"
    own = [n for n, a in enumerate(records) if a.speaker and a.speaker.name == name]
    watched.page.locator(f'.speakers button[data-name="{name}"]').click()
    cards = watched.page.eval_on_selector_all(".card", "cs => cs.map(c => c.id)")
    assert cards == [f"r{n}" for n in own] != [f"r{n}" for n in range(len(records))]
    assert watched.page.locator("#count").inner_text() == f"{len(own)} of {len(records)}"
    visible = watched.page.eval_on_selector_all("mark.content:not(.off)", "ms => ms.map(m => m.dataset.spans)")
    assert visible and all(any(int(s.split(":")[0]) in own for s in spans.split()) for spans in visible)
    watched.page.locator("text=Clear filters").click()
    assert watched.page.locator(".card").count() == len(records)


@pytest.mark.parametrize(
    ("selector", "value", "keep"),
    [
        ("#f-act", "demand", lambda a: a.stance.act == "demand"),
        ("#f-attitude", "against", lambda a: a.stance.attitude == "against"),
        ("#f-kind", "direct", lambda a: a.kind == "direct"),
        ("#f-checkworthy", "yes", lambda a: a.claim.checkworthy),
    ],
)
def test_filters(watched: Watched, extractions: list[Extraction], selector: str, value: str, keep: Any) -> None:
    watched.page.locator(selector).select_option(value)
    expected = [f"r{n}" for n, a in enumerate(extractions[2].attributions) if keep(a)]
    assert watched.page.eval_on_selector_all(".card", "cs => cs.map(c => c.id)") == expected


def test_search_and_confidence(watched: Watched, extractions: list[Extraction]) -> None:
    watched.page.locator("#f-search").fill("DESESCALADE")
    assert watched.page.locator(".card").count() == 1
    watched.page.locator("#f-search").fill("no such words")
    assert watched.page.locator("#records").inner_text() == "No record fits these filters."
    watched.page.locator("#f-search").fill("")
    watched.page.locator("#f-confidence").evaluate("e => { e.value = 0.9; e.dispatchEvent(new Event('input')); }")
    sure = sum(a.confidence >= 0.9 for a in extractions[2].attributions)
    assert watched.page.locator(".card").count() == sure


def test_the_why_panel_and_the_record_as_json(watched: Watched, extractions: list[Extraction]) -> None:
    record = extractions[2].attributions[1]
    card = watched.page.locator("#r1")
    card.locator("button", has_text="Why?").click()
    shown = dict(zip(card.locator("dt").all_inner_texts(), card.locator("dd").all_inner_texts(), strict=True))
    assert shown["Rule"] == record.rule and shown["Confidence"] == str(record.confidence)
    assert shown["Words that decided"] == " · ".join(s.text for s in record.stance.evidence)
    assert shown["Claim"] == record.claim.text
    # What is copied is the record as quoteattr writes it.
    watched.page.evaluate("navigator.clipboard.writeText = async (t) => { window.copied = t; }")
    card.locator("button", has_text="Copy as JSON").click()
    copied = json.loads(watched.page.evaluate("window.copied"))
    assert copied == record.model_dump(mode="json", exclude={"metadata"})
    assert watched.page.locator("#status").inner_text() == "Copied"


def test_hover_and_keyboard_light_up_what_belongs_together(watched: Watched) -> None:
    watched.page.locator("#r1").hover()
    lit = watched.page.eval_on_selector_all(
        "mark.on", "ms => [...new Set(ms.flatMap(m => m.dataset.spans.split(' ')))]"
    )
    assert {"1:content", "1:source", "1:cue"} <= set(lit)
    assert watched.page.locator(".article svg path").get_attribute("d")
    watched.page.mouse.move(1, 1)
    watched.page.locator("#c4").focus()
    watched.page.keyboard.press("Enter")
    assert watched.page.locator("#r4.on").count() == 1
    watched.page.keyboard.press("Escape")
    assert watched.page.locator(".on").count() == 0


def test_french_labels(watched: Watched) -> None:
    watched.page.locator("#lang-fr").click()
    assert watched.page.locator("aside h2").first.inner_text() == "Locuteurs"
    assert watched.page.locator("html").get_attribute("lang") == "fr"
    labels = json.loads((_ROOT / "quoteattr/report/templates/labels.json").read_text(encoding="utf-8"))
    assert labels["en"].keys() == labels["fr"].keys()


def test_the_overview_counts(watched: Watched, extractions: list[Extraction]) -> None:
    watched.page.locator("nav a").first.click()
    records = [a for e in extractions for a in e.attributions]
    assert watched.page.locator(".index p").first.inner_text() == f"5 articles, {len(records)} records"
    assert watched.page.locator("#list li").count() == 5
    first = watched.page.locator(".index tr").first
    name, count = first.locator("th").inner_text(), int(first.locator("td.n").inner_text())
    assert count == sum(a.speaker is not None and a.speaker.name == name for a in records)
    watched.page.locator("#search").fill("Macron")
    with_him = sum(any(a.speaker and a.speaker.name == "Emmanuel Macron" for a in e.attributions) for e in extractions)
    assert watched.page.locator("#list li").count() == with_him
    watched.page.locator("#list a").first.click()
    assert watched.page.locator("#text").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", ["", "#2"])
def test_axe_finds_nothing_serious(chromium: Any, page_of_five: str, place: str, scheme: str) -> None:
    from axe_playwright_python.base import AXE_FILE_PATH

    # The page's policy allows no script but its own; axe comes in beside it.
    watched = Watched(chromium, color_scheme=scheme, bypass_csp=True)
    watched.page.goto(page_of_five + place)
    watched.page.evaluate(Path(AXE_FILE_PATH).read_text(encoding="utf-8"))
    found = watched.page.evaluate("axe.run().then(r => r.violations)")
    serious = [(v["id"], v["nodes"][0]["html"][:200]) for v in found if v["impact"] in ("serious", "critical")]
    assert serious == [] and watched.problems == []


_HOSTILE = (
    "« <script>alert(1)</script> </script><img src=x onerror=alert(2)> {{data}} \u202eevil\u202c », a déclaré "
    'Jean <b onmouseover=alert(3)>Morel</b>. Anne Morel a affirmé que " onload="alert(4) et \u2028 &lt;svg onload=alert(5)&gt; fermaient.'
)


def test_nothing_in_a_text_can_act(chromium: Any, extractor: quoteattr.Extractor, tmp_path: Path) -> None:
    rows = [
        {"id": "</script><script>alert(6)</script>", "title": "<img src=x onerror=alert(7)>", "outlet": "<i>x", "text": _HOSTILE, "url": "javascript:alert(8)"},
        {"id": "b", "text": _HOSTILE, "date": '"><script>alert(9)</script>'},
    ]  # fmt: skip
    path = tmp_path / "hostile.html"
    path.write_text(render(extractor.pipe(rows), title="</title><script>alert(10)</script>"), encoding="utf-8")
    watched = Watched(chromium)
    for place in ("", "#0", "#1"):
        watched.page.goto(path.as_uri() + place)
        for locator in watched.page.locator("mark, .card").all():
            locator.hover()
        for locator in watched.page.locator("button", has_text="Why?").all():
            locator.click()
    assert watched.page.locator("#text").evaluate("e => e.textContent") == _HOSTILE
    assert watched.page.locator("#main img, #main script, #main b, #main i.x").count() == 0
    watched.page.goto(path.as_uri() + "#0")
    assert watched.page.locator("a[href^=javascript]").count() == 0
    assert watched.problems == []


def test_the_policy_allows_no_other_script(chromium: Any, page_of_five: str) -> None:
    watched = Watched(chromium)
    watched.page.goto(page_of_five)
    watched.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))"
    )
    assert watched.page.evaluate("window.ran") is None
    assert any("Content Security Policy" in p for p in watched.problems)


# --- the command ------------------------------------------------------------------------------------------------------


def _run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def _data(path: Path) -> Any:
    page = path.read_text(encoding="utf-8")
    return json.loads(page.partition('id="data">')[2].partition("</script>")[0])


def test_the_command_reads_articles_documents_and_records(tmp_path: Path) -> None:
    source = _ROOT / "fixtures" / "articles.jsonl"
    assert _run("extract", source, "-o", tmp_path / "d.jsonl", "--per-document", "-q").exit_code == 0
    assert _run("extract", source, "-o", tmp_path / "r.jsonl", "-q").exit_code == 0
    assert _run("report", tmp_path / "d.jsonl", "-o", tmp_path / "d.html").exit_code == 0
    assert _run("report", tmp_path / "r.jsonl", "-o", tmp_path / "r.html", "--articles", source).exit_code == 0
    assert _run("report", tmp_path / "r.jsonl", "-o", tmp_path / "bare.html", "--lang", "fr").exit_code == 0
    assert (tmp_path / "d.html").read_bytes() == (tmp_path / "r.html").read_bytes()
    bare = _data(tmp_path / "bare.html")
    assert [a["text"] for a in bare["articles"]] == [""] * 5 and bare["articles"][0]["records"][0]["statement"]["text"]
    (tmp_path / "a.jsonl").write_text(
        source.read_text(encoding="utf-8").splitlines()[0] + "\n{broken\n", encoding="utf-8"
    )
    done = _run("report", tmp_path / "a.jsonl", "-o", tmp_path / "a.html")
    assert done.exit_code == 1 and "line 2: not valid JSON" in done.stderr
    assert _data(tmp_path / "a.html")["articles"][0] == _data(tmp_path / "d.html")["articles"][0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["{tmp}/none.jsonl", "-o", "{tmp}/x.html"], "no such file"),
        (["{tmp}/r.jsonl", "-o", "{tmp}"], "it is a folder"),
        (["{tmp}/r.jsonl", "-o", "{tmp}/no/x.html"], "no such folder"),
        (["{tmp}/r.jsonl", "-o", "{tmp}/x.html", "--lang", "de"], "choose one of en, fr"),
        (["{tmp}/r.jsonl", "-o", "{tmp}/x.html"], "line 1: not a record"),
    ],
)
def test_mistakes_get_one_sentence(arguments: list[str], message: str, tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text('{"statement": 1, "document_id": 2}\n', encoding="utf-8")
    done = _run("report", *(a.replace("{tmp}", str(tmp_path)) for a in arguments))
    assert done.exit_code == 2 and message in done.stderr and len(done.stderr.splitlines()) == 1


def test_show_as_json(tmp_path: Path) -> None:
    source = _ROOT / "fixtures" / "articles.jsonl"
    _run("extract", source, "-o", tmp_path / "r.jsonl", "-q")
    _run("extract", source, "-o", tmp_path / "d.jsonl", "--per-document", "-q")
    records = (tmp_path / "r.jsonl").read_text(encoding="utf-8")
    assert _run("show", tmp_path / "r.jsonl", "--json").stdout == records
    assert _run("show", tmp_path / "d.jsonl", "--json").stdout == records
    assert _run("show", source, "--json").stdout == records
