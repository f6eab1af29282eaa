"""Datasets of attributed claims: grouping, splits without leakage, the folder, exports and their way back."""

from __future__ import annotations

import csv
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import quoteattr
from quoteattr import dataset
from quoteattr.cli import app
from quoteattr.dataset.annotation import annotation_of, gold_of
from quoteattr.dataset.assemble import QUALITY, clusters_of
from quoteattr.dataset.claims import Identities
from quoteattr.dataset.copies import containment, near_pairs, shingles_of, tokens_of
from quoteattr.dataset.folder import read_articles, read_claims, read_texts
from quoteattr.evaluation import evaluate, read_gold
from quoteattr.pipeline import as_document
from quoteattr.records import Attribution, Claim, Document, Speaker, Statement
from tests.golden import EXAMPLE, build_example

_ROOT = Path(__file__).parent.parent
_ARTICLES = _ROOT / "fixtures" / "articles.jsonl"
_CORPUS = _ROOT.parent / "shared" / "corpus" / "news.jsonl"

_LEAD = "Le pont de Valmont reste fermé depuis l'orage de samedi et les habitants s'impatientent dans toute la vallée."
_BODY = (
    "«Le pont sera reconstruit avant l'été prochain et la région paiera tout», a déclaré mardi la maire, Anne Morel. "
    "Selon le préfet Jean Dupont, trois maisons ont été emportées par la rivière dans la nuit de samedi à dimanche. "
    "Les pompiers ont évacué quarante personnes vers le gymnase, où la Croix-Rouge a installé des lits de camp. "
    "Mme Morel a promis que les familles seraient relogées avant la fin du mois dans des appartements de la commune."
)
_OTHER = (
    "Le conseil régional a voté jeudi son budget. «C'est faux», a répondu Paul Petit à l'opposition. "
    "Marie Leroy a dénoncé une décision injuste, prise sans les communes concernées par la fermeture des lignes."
)


def articles() -> list[dict[str, Any]]:
    """The five articles, two that copy each other, and others with the same short answer."""
    rows = [json.loads(line) for line in _ARTICLES.read_text(encoding="utf-8").splitlines()]
    rows += [
        {"id": "pont-1", "date": "2024-05-14", "outlet": "Le Val", "url": "https://example.org/1", "text": f"{_LEAD} {_BODY}"},
        {"id": "pont-2", "date": "2024-05-15", "outlet": "La Côte", "text": f"Inondations en Valmont. {_BODY} Une collecte est ouverte."},
        {"id": "budget", "date": "2024-06-01", "text": _OTHER},
        {"id": "reprise", "text": "«Le pont sera reconstruit avant l'été prochain et la région paiera tout», a dit Morel hier à la radio."},
        {"id": "autre", "text": "«C'est faux», a lancé Luc Blanc lors du débat sur la chasse."},
        {"id": "budget", "text": "Pierre Roux a estimé que la dette avait doublé en dix ans."},
    ]  # fmt: skip
    return rows


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, extractor: quoteattr.Extractor) -> dataset.Built:
    folder = tmp_path_factory.mktemp("datasets") / "claims"
    return dataset.build(articles(), folder, dataset.Options(name="Essai | test"), extractor=extractor)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["dataset", *map(str, arguments)])


# --- near duplicates and claims ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("un deux trois quatre cinq six", "Un, deux, trois: quatre cinq six!", True),
        ("un deux trois quatre cinq six", "zéro un deux trois quatre cinq six sept huit neuf", True),
        ("un deux trois quatre cinq six", "un deux trois quatre sept huit", False),
        ("", "", False),
    ],
)
def test_near_pairs(a: str, b: str, near: bool) -> None:
    sets = {n: shingles_of(tokens_of(t), 3) for n, t in enumerate((a, b))}
    assert bool(near_pairs(sets, 0.8)) == near


@pytest.mark.skipif(not _CORPUS.exists(), reason="needs ../shared/corpus/news.jsonl")
def test_planted_copies_are_clustered_and_nothing_else() -> None:
    """50 articles copied with other leads and endings among 800: recall at least .95, precision at least .98."""
    rng = random.Random(0)
    lines = rng.sample(_CORPUS.read_text(encoding="utf-8").splitlines(), 800)
    documents = [as_document(json.loads(line)) for line in lines]
    natural = clusters_of(documents)
    alone = {c for c, n in Counter(natural.values()).items() if n == 1}
    long = [d for d in documents if len(d.text.split(". ")) >= 8 and d.id in alone]
    planted = []
    for n, d in enumerate(rng.sample(long, 50)):
        sentences = d.text.split(". ")
        lead, ending = (
            f"Retour sur les faits du jour numéro {n}",
            f"La suite au prochain numéro {n}, dans nos pages locales.",
        )
        planted.append(Document(id=f"copy of {d.id}", text=". ".join([lead, *sentences[1:-1], ending])))
    found = clusters_of([*documents, *planted])
    members: dict[str, list[str]] = {}
    for identifier, cluster in found.items():
        members.setdefault(cluster, []).append(identifier)
    pairs = {
        p for m in members.values() for p in combinations(m, 2) if natural.get(p[0], p[0]) != natural.get(p[1], p[1])
    }
    wanted = {(p.id.removeprefix("copy of "), p.id) for p in planted}
    assert len(wanted & pairs) / len(wanted) >= 0.95
    assert len(wanted & pairs) / len(pairs) >= 0.98


def _record(name: str | None, text: str, kind: str = "person") -> Attribution:
    speaker = Speaker(name=name, type=kind) if name else None  # type: ignore[arg-type]
    claim = Claim(text=text, checkworthy=True, score=1)
    statement = Statement(text=text, spans=[])
    return Attribution(
        id="d#0", document_id="d", kind="direct", statement=statement, speaker=speaker, claim=claim, confidence=1, rule="r"
    )  # fmt: skip


def test_a_surname_belongs_to_the_only_person_who_has_it() -> None:
    who = Identities([_record(n, "x") for n in ("Jean Morel", "Anne Petit", "Luc Petit")])
    assert who.of(Speaker(name="Morel", type="person")) == who.of(Speaker(name="JEAN MOREL", type="person"))
    assert who.of(Speaker(name="Petit", type="person")) not in {
        who.of(Speaker(name=n, type="person")) for n in ("Anne Petit", "Luc Petit")
    }
    assert who.of(Speaker(name="Morel", type="organization")) != who.of(Speaker(name="Morel", type="person"))
    assert who.of(None) is None


def test_the_same_quotation_is_one_claim_with_all_its_places(built: dataset.Built) -> None:
    claims = {c.statement: c for c in read_claims(built.folder)}
    bridge = claims["«Le pont sera reconstruit avant l'été prochain et la région paiera tout»"]
    assert [a.article_id for a in bridge.appearances] == ["pont-1", "pont-2", "reprise"]
    assert bridge.speaker is not None and bridge.speaker.name == "Anne Morel"
    assert bridge.date == "2024-05-14"
    false = [c for c in read_claims(built.folder) if c.statement == "«C'est faux»"]
    assert [c.speaker and c.speaker.name for c in false] == ["Paul Petit", "Luc Blanc"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Jean Morel", "M. Morel", True),
        ("Anne Petit-Dupont", "Petit-Dupont", True),
        ("Marine Le Brun", "Mme Le Brun", True),
        ("Pierre Jean Morel", "Jean Morel", True),
        ("Jean Morel", "Paul Morel", False),
    ],
)
def test_names_of_one_person_over_articles(one: str, other: str, same: bool) -> None:
    who = Identities([_record(one, "x"), _record(other, "x")])
    a, b = (who.of(Speaker(name=n, type="person")) for n in (one, other))
    assert (a == b) == same
    assert not same or who.name(a or "") == max(one, other, key=len)


@pytest.mark.parametrize(
    ("change", "claims"),
    [(("2017", "2017"), 1), (("2017", "2018"), 2), (("a créé", "n'a pas créé"), 2), (("dans", "partout dans"), 1)],
)
def test_another_figure_or_a_denial_is_another_claim(
    change: tuple[str, str], claims: int, tmp_path: Path, extractor: quoteattr.Extractor
) -> None:
    said = "l'industrie a créé trois cent mille emplois durables dans les régions et les communes du nord en 2017"
    texts = [f"« {t} », a affirmé Anne Morel." for t in (said, said.replace(*change))]
    built = dataset.build(texts, tmp_path / "d", extractor=extractor)
    assert built.statistics.claims == claims


def test_a_short_text_in_a_long_one_is_found() -> None:
    rng = random.Random(0)
    words = [f"mot{n}" for n in range(4000)]
    sets = {}
    for n in range(40):
        short = rng.sample(words, 40)
        long = rng.sample(words, 1500) + short[:34] + rng.sample(words, 1500)
        sets[2 * n], sets[2 * n + 1] = shingles_of(short, 5), shingles_of(long, 5)
    assert {(2 * n, 2 * n + 1) for n in range(40)} <= set(near_pairs(sets, 0.8))


# --- the folder -------------------------------------------------------------------------------------------------------


def test_offsets_hold_and_ids_are_unique(built: dataset.Built) -> None:
    texts = {a.id: a.text or "" for a in read_articles(built.folder)}
    claims = read_claims(built.folder)
    assert "budget~2" in texts and built.renamed == 1
    assert len({c.id for c in claims}) == len(claims) == built.statistics.claims
    for a in (a for c in claims for a in c.appearances):
        for span in (*a.spans, *filter(None, (a.cue, a.source))):
            assert texts[a.article_id][span.start : span.end] == span.text


@pytest.mark.parametrize("by_speaker", [False, True])
def test_nothing_crosses_a_split(by_speaker: bool, tmp_path: Path, extractor: quoteattr.Extractor) -> None:
    options = dataset.Options(by_speaker=by_speaker, shares=dataset.Shares(0.4, 0.3, 0.3))
    built = dataset.build(articles(), tmp_path / "d", options, extractor=extractor)
    claims = read_claims(built.folder)
    clusters = {a.id: a.cluster for a in read_articles(built.folder)}
    assert {c.split for c in claims} == {"train", "dev", "test"}
    of_cluster: dict[str, set[str]] = {}
    of_speaker: dict[str, set[str]] = {}
    for c in claims:
        for a in c.appearances:
            of_cluster.setdefault(clusters[a.article_id], set()).add(c.split)
        if c.speaker:
            of_speaker.setdefault(c.speaker.id, set()).add(c.split)
    assert all(len(splits) == 1 for splits in of_cluster.values())
    assert not by_speaker or all(len(splits) == 1 for splits in of_speaker.values())
    assert clusters["pont-1"] == clusters["pont-2"] != clusters["budget"]
    texts = {a.id: shingles_of(tokens_of(a.text or ""), 5) for a in read_articles(built.folder)}
    split = {a.article_id: c.split for c in claims for a in c.appearances}
    for one, other in combinations(split, 2):
        assert containment(texts[one], texts[other]) < 0.8 or split[one] == split[other]


def test_same_input_same_bytes(built: dataset.Built, tmp_path: Path, extractor: quoteattr.Extractor) -> None:
    again = dataset.build(articles(), tmp_path / "again", dataset.Options(name="Essai | test"), extractor=extractor)
    files = sorted(p.relative_to(built.folder) for p in built.folder.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(again.folder) for p in again.folder.rglob("*") if p.is_file())
    for name in files:
        assert (built.folder / name).read_bytes() == (again.folder / name).read_bytes(), name


def test_the_example_in_the_documentation_is_what_the_five_articles_give(
    tmp_path: Path, extractor: quoteattr.Extractor
) -> None:
    build_example(tmp_path / "d", extractor)
    files = sorted(p.relative_to(EXAMPLE) for p in EXAMPLE.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(tmp_path / "d") for p in (tmp_path / "d").rglob("*") if p.is_file())
    for name in files:
        assert (EXAMPLE / name).read_bytes() == (tmp_path / "d" / name).read_bytes(), f"{name}: run `make golden`"


def test_standoff_holds_no_article(tmp_path: Path, extractor: quoteattr.Extractor) -> None:
    rows = [{**row, "html": f"<p>{row['text']}</p>"} for row in articles()]
    built = dataset.build(rows, tmp_path / "d", dataset.Options(standoff=True), extractor=extractor)
    assert not (built.folder / "records.jsonl").exists()
    found = list(read_articles(built.folder))
    assert all(a.text is None and a.title is None and len(a.sha256) == 64 for a in found)
    assert _LEAD not in "".join(p.read_text(encoding="utf-8") for p in built.folder.rglob("*") if p.is_file())
    done = run("export", built.folder, "-f", "brat", "-o", tmp_path / "brat")
    assert done.exit_code == 2 and "standoff" in done.stderr


def test_the_card_says_what_was_measured() -> None:
    floors = json.loads((_ROOT / "tests" / "quality" / "floors.json").read_text(encoding="utf-8"))["dev"]
    shown = [float(n) for n in re.findall(r"\d\.\d+", QUALITY)]
    figures = [floors[name] for name in ("detection_50", "who_said_what", "full_record")]
    assert all(abs(a - b) <= 0.01 for a, b in zip(shown, figures, strict=True)), (shown, figures)


# --- readers of others ------------------------------------------------------------------------------------------------


def test_hugging_face_datasets_pandas_and_duckdb_read_it(built: dataset.Built, tmp_path: Path) -> None:
    import duckdb
    import pandas as pd
    from datasets import load_dataset

    n = built.statistics.claims
    loaded = load_dataset(str(built.folder), cache_dir=str(tmp_path))
    assert set(loaded) == {"train", "validation", "test"}
    assert sum(len(part) for part in loaded.values()) == n
    assert loaded["train"][0]["appearances"][0]["spans"][0]["text"]
    assert (
        len(load_dataset(str(built.folder), "articles", cache_dir=str(tmp_path))["train"]) == built.statistics.articles
    )
    assert len(pd.read_json(built.folder / "claims.jsonl", lines=True)) == n
    query = "select count(*), count(distinct speaker.id) from read_json_auto(?)"
    assert duckdb.execute(query, [str(built.folder / "claims.jsonl")]).fetchone() == (n, built.statistics.speakers)


def test_a_small_dataset_with_one_split_loads(tmp_path: Path, extractor: quoteattr.Extractor) -> None:
    from datasets import load_dataset

    rows: list[dict[str, Any]] = [
        {"text": _OTHER},
        {"text": _BODY, "date": "2024-05-14", "outlet": "Le Val", "extra": {"a": 1}},
    ]
    built = dataset.build(rows, tmp_path / "d", dataset.Options(shares=dataset.Shares(1, 0, 0)), extractor=extractor)
    loaded = load_dataset(str(built.folder), cache_dir=str(tmp_path / "cache"))
    assert {name: len(part) for name, part in loaded.items()} == {"train": built.statistics.claims}
    other = load_dataset(str(built.folder), "articles", cache_dir=str(tmp_path / "cache"))["train"]
    assert json.loads(other[1]["metadata"]) == {"extra": {"a": 1}}


def test_dates_that_are_none_are_told(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": _OTHER, "date": "hier"}, {"id": "b", "text": _BODY, "date": "2024-05-14"}]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    done = run("build", tmp_path / "in.jsonl", "-o", tmp_path / "d")
    assert done.exit_code == 0 and "1 articles have a date that is none" in done.stderr
    assert {c.date for c in read_claims(tmp_path / "d")} == {None, "2024-05-14"}


def test_croissant_is_valid_and_reads_the_files(built: dataset.Built) -> None:
    import mlcroissant

    described = mlcroissant.Dataset(jsonld=built.folder / "croissant.json")
    assert not described.metadata.ctx.issues.errors
    rows = list(described.records("claims"))
    assert len(rows) == built.statistics.claims
    assert rows[0]["claims/statement"].decode() == read_claims(built.folder)[0].statement


def test_json_ld_uses_terms_of_schema_org(built: dataset.Built, tmp_path: Path) -> None:
    [path] = dataset.export(built.folder, "schema-org", tmp_path / "ld")
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["@context"] == "https://schema.org"
    assert len(document["@graph"]) == built.statistics.claims
    kinds = {node["@type"] for node in _nodes(document["@graph"])}
    assert {"Claim", "Quotation", "NewsArticle", "Person", "Organization"} == kinds


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """All nodes of a graph, each with only properties that schema.org defines for its type."""
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item)
    elif isinstance(value, dict):
        module = __import__(f"pydantic2_schemaorg.{value['@type']}", fromlist=["x"])
        known = {f.alias for f in getattr(module, value["@type"]).__fields__.values()}
        assert set(value) - {"@id"} <= known | {"@type"}, set(value) - known
        yield value
        for item in value.values():
            yield from _nodes(item)


# --- exports and back -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["brat", "label-studio"])
def test_export_and_import_give_the_same_records(form: str, built: dataset.Built, tmp_path: Path) -> None:
    dataset.export(built.folder, form, tmp_path / "out")
    source = tmp_path / "out" / "tasks.json" if form == "label-studio" else tmp_path / "out"
    assert dataset.import_review(source, tmp_path / "gold") == len(list(read_texts(built.folder)))
    gold = read_gold(tmp_path / "gold")
    for document, records in read_texts(built.folder):
        expected = sorted((annotation_of(r) for r in records), key=lambda a: a.content)
        assert gold[document.id]["text"] == document.text
        assert gold[document.id]["attributions"] == [gold_of(a, document.text) for a in expected]
    plain = [r.model_dump(mode="json") for _, records in read_texts(built.folder) for r in records]
    figures = evaluate(gold, plain).figures
    assert figures["detection_80"]["f1"] == figures["on_matched"]["act"] == 1.0


def test_corrections_come_back(built: dataset.Built, tmp_path: Path) -> None:
    """A reviewer changes an act, moves a cue, names a speaker, deletes one record and adds nothing else."""
    dataset.export(built.folder, "label-studio", tmp_path / "out")
    tasks = json.loads((tmp_path / "out" / "tasks.json").read_text(encoding="utf-8"))
    task = next(t for t in tasks if t["data"]["id"] == "budget")
    result = [
        item for item in task["predictions"][0]["result"] if not item.get("id", item.get("from_id")).startswith("r0")
    ]
    for item in result:
        if item.get("from_name") == "act":
            item["value"]["choices"] = ["warn"]
        if item.get("from_name") == "speaker":
            item["value"]["text"] = ["Marie Leroy-Dubois"]
    task["annotations"] = [{"was_cancelled": True, "result": []}, {"result": result}]
    (tmp_path / "export.json").write_text(json.dumps([task]), encoding="utf-8")
    assert run("import-review", tmp_path / "export.json", "-o", tmp_path / "gold").exit_code == 0
    [only] = json.loads((tmp_path / "gold" / "budget.json").read_text(encoding="utf-8"))["attributions"]
    assert (only["act"], only["speaker"]) == ("warn", "Marie Leroy-Dubois")
    assert only["content"][0]["text"].startswith("une décision injuste")


@pytest.mark.parametrize(
    ("mutate", "message"),
    [
        (lambda r: r.append({"type": "relation", "from_id": "r0c0", "to_id": "gone", "direction": "right", "labels": ["cue"]}), ""),
        (lambda r: r.append({"type": "relation", "from_id": "r0c0", "to_id": "r0cue", "direction": "right"}), ""),
        (lambda r: r[0]["value"].update(start=r[0]["value"]["start"] + 1), "the offsets do not fit the text"),
        (lambda r: r[0]["value"].update(start="zero"), "is no offset"),
        (lambda r: r[0]["value"].update(end=10**6), "lies outside the text"),
        (lambda r: r.remove(next(i for i in r if i.get("from_name") == "act")), "choose kind, act"),
    ],
)  # fmt: skip
def test_what_people_do_to_label_studio_tasks(mutate: Any, message: str, built: dataset.Built, tmp_path: Path) -> None:
    dataset.export(built.folder, "label-studio", tmp_path / "out")
    tasks = json.loads((tmp_path / "out" / "tasks.json").read_text(encoding="utf-8"))
    mutate(tasks[0]["predictions"][0]["result"])
    (tmp_path / "export.json").write_text(json.dumps(tasks), encoding="utf-8")
    done = run("import-review", tmp_path / "export.json", "-o", tmp_path / "gold")
    assert (done.exit_code, message in done.stderr) == (2 if message else 0, True), done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_odd_names_and_line_breaks_survive_brat(tmp_path: Path, extractor: quoteattr.Extractor) -> None:
    text = "«Le pont\nest fermé», a dit Anne Morel à Lyon 🙂. «Il\u2028rouvrira», a dit Anne Morel à Paris."
    rows = [{"id": "../a/b c.é", "text": text}]
    built = dataset.build(rows, tmp_path / "d", extractor=extractor)
    dataset.export(built.folder, "brat", tmp_path / "out")
    assert sorted(p.parent for p in tmp_path.rglob("*.ann")) == [tmp_path / "out"]
    dataset.import_review(tmp_path / "out", tmp_path / "gold")
    [(document, records)] = list(read_texts(built.folder))
    [path] = (tmp_path / "gold").glob("*.json")
    gold = json.loads(path.read_text(encoding="utf-8"))["attributions"]
    assert gold == [gold_of(annotation_of(r), text) for r in records] and document.text == text


def test_checkthat_has_one_row_a_claim(built: dataset.Built, tmp_path: Path) -> None:
    files = dataset.export(built.folder, "checkthat", tmp_path / "out")
    rows = [row for path in files for row in csv.DictReader(path.open(encoding="utf-8"), dialect="excel-tab")]
    labels = {row["Sentence_id"]: row["class_label"] == "Yes" for row in rows}
    assert labels == {c.id: c.checkworthy for c in read_claims(built.folder)}


def test_bio_gives_the_spans_back(built: dataset.Built, tmp_path: Path) -> None:
    [path] = dataset.export(built.folder, "bio", tmp_path / "out")
    texts = {d.id: (d.text, records) for d, records in read_texts(built.folder)}
    begun: Counter[str] = Counter()
    document = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# document = "):
            document = line.removeprefix("# document = ")
        elif line and not line.startswith("# columns"):
            form, start, end, *tags = line.split("\t")
            assert texts[document][0][int(start) : int(end)] == form
            begun.update(t.partition("-")[2].partition(":")[0] for t in tags if t.startswith("B-"))
    records = [r for _, rs in texts.values() for r in rs]
    assert begun["CONTENT"] == len({(r.document_id, s.start, s.end) for r in records for s in r.statement.spans})
    assert begun["CUE"] == len({(r.document_id, r.cue.start) for r in records if r.cue})


def test_prodigy_tokens_carry_all_spans(built: dataset.Built, tmp_path: Path) -> None:
    [path] = dataset.export(built.folder, "prodigy", tmp_path / "out")
    for line in path.read_text(encoding="utf-8").splitlines():
        task = json.loads(line)
        for span in task["spans"]:
            tokens = task["tokens"][span["token_start"] : span["token_end"] + 1]
            assert (tokens[0]["start"], tokens[-1]["end"]) == (span["start"], span["end"])
        assert {r["label"] for r in task["relations"]} <= {"CUE", "SOURCE", "TARGET", "CONTINUES"}


# --- agreement and search ---------------------------------------------------------------------------------------------


def _gold(folder: Path, acts: list[str]) -> Path:
    folder.mkdir()
    text = " ".join(f"Énoncé numéro {n}." for n in range(len(acts)))
    spans = [(text.index(f"numéro {n}."), text.index(f"numéro {n}.") + 8) for n in range(len(acts))]
    common = {"kind": "direct", "attitude": "neutral", "speaker_type": "person", "checkworthy": True}
    gold = [
        {"content": [{"start": a, "end": b, "text": text[a:b]}], "act": act, **common}
        for (a, b), act in zip(spans, acts, strict=True)
    ]
    (folder / "a.json").write_text(json.dumps({"text": text, "attributions": gold}), encoding="utf-8")
    return folder


def test_kappa_as_computed_by_hand(tmp_path: Path) -> None:
    # 3 of 4 agree; by chance (2·3 + 2·1) / 16 = .5: kappa is .5.
    a = _gold(tmp_path / "a", ["state", "state", "deny", "deny"])
    b = _gold(tmp_path / "b", ["state", "state", "state", "deny"])
    found = dataset.agreement(a, b)
    assert (found.pairs, found.spans["0.8"], found.labels["act"]) == (4, 1.0, (0.75, 0.5))
    assert found.labels["kind"] == (1.0, None)
    assert "act              0.750   0.500" in run("agreement", a, b).stdout


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ["reconstruit", "--speaker", "morel"],
            ["«Le pont sera reconstruit avant l'été prochain et la région paiera tout»"],
        ),
        (["ete region"], ["«Le pont sera reconstruit avant l'été prochain et la région paiera tout»"]),
        (["reconstr*", "--until", "2024-05-13"], []),
        (["decision", "--act", "condemn", "--since", "2024-06"], ["une décision injuste"]),
        (['"lits de camp"'], []),
        (["NOT OR ("], []),
    ],
)
def test_search(arguments: list[str], expected: list[str], built: dataset.Built) -> None:
    done = run("search", built.folder, *arguments, "--json")
    found = [json.loads(line)["statement"] for line in done.stdout.splitlines()]
    assert done.exit_code == (0 if expected else 1), done.stderr
    assert len(found) == len(expected) and all(f.startswith(e) for f, e in zip(found, expected, strict=True))


# --- the command line and bad input -----------------------------------------------------------------------------------


def test_build_and_stats_on_the_command_line(tmp_path: Path) -> None:
    lines = [json.dumps(a).encode() for a in articles()[5:8]]
    (tmp_path / "in.jsonl").write_bytes(b"\n".join([lines[0], b"{broken", b'{"text": "caf\xe9"}', *lines[1:]]))
    done = run(
        "build", tmp_path / "in.jsonl", "-o", tmp_path / "d", "--named", "--kinds", "direct,mixed", "--workers", "2"
    )
    assert done.exit_code == 1
    assert "in.jsonl, line 2: not valid JSON" in done.stderr and "in.jsonl, line 3: not UTF-8" in done.stderr
    assert "2 lines rejected" in done.stderr and "and 2 rejected" in (tmp_path / "d" / "README.md").read_text("utf-8")
    figures = json.loads(run("stats", tmp_path / "d", "--json").stdout)
    assert figures["claims"] == len(read_claims(tmp_path / "d")) == figures["kind"]["direct"]
    refused = run("build", tmp_path / "in.jsonl", "-o", tmp_path / "d")
    assert refused.exit_code == 2 and "is not empty" in refused.stderr
    assert run("build", tmp_path / "in.jsonl", "-o", tmp_path / "d", "--overwrite", "-q").exit_code == 1
    assert len(read_claims(tmp_path / "d")) > figures["claims"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["d", "in.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "{tmp}/none.jsonl", "-o", "{tmp}/d"], "no such file"),
        (["build", "{tmp}/in.jsonl", "-o", "{tmp}/no/d"], "no folder"),
        (["build", "{tmp}/in.jsonl", "-o", "{tmp}/in.jsonl"], "is a file"),
        (["build", "{tmp}/in.jsonl", "-o", "{tmp}/d", "--act", "shout"], "choose among state"),
        (["build", "{tmp}/in.jsonl", "-o", "{tmp}/d", "--split", "80,10"], "three percentages"),
        (["build", "{tmp}/in.jsonl", "-o", "{tmp}/d", "--split", "80,10,20"], "add up to 100"),
        (["build", "{tmp}/in.jsonl", "-o", "{tmp}/d", "--split-by", "moon"], "choose claim or speaker"),
        (["build", "{tmp}/in.jsonl", "-o", "{tmp}/d", "--speaker", "Nobody"], "no claim to write"),
        (["stats", "{tmp}"], "no dataset here"),
        (["search", "{tmp}", "x"], "no dataset here"),
        (["export", "{tmp}", "-f", "moon", "-o", "{tmp}/x"], "choose one of"),
        (["import-review", "{tmp}/none", "-o", "{tmp}/g"], "no such file or folder"),
        (["import-review", "{tmp}/in.jsonl", "-o", "{tmp}/g"], "expected a list of tasks"),
        (["agreement", "{tmp}/a", "{tmp}/b"], "no such folder"),
    ],
)
def test_bad_input_gives_one_sentence(arguments: list[str], message: str, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": _OTHER}) + "\n", encoding="utf-8")
    done = run(*(a.replace("{tmp}", str(tmp_path)) for a in arguments))
    assert done.exit_code == 2 and message in done.stderr and len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "d").exists() and not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("T1\tContent 0 4\tNone", "line 1: the offsets do not fit"),
        ("T1\tContent 0 2\tLe\nA1\tKind T1 loud", "label 'kind' is 'loud'"),
        ("T1\tContent 0 2\tLe", "label 'kind' is missing"),
        ("T1\tContent zero\tLe", "line 1: not a line of brat"),
        ("R1\tCue Arg1:T1 Arg2:T2", "line 1: a relation must go"),
    ],
)
def test_broken_brat_names_file_and_line(line: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Le maire a dit non.", encoding="utf-8")
    (tmp_path / "a.ann").write_text(line + "\n", encoding="utf-8")
    done = run("import-review", tmp_path, "-o", tmp_path / "gold")
    assert done.exit_code == 2 and "a.ann" in done.stderr and message in done.stderr
    assert not (tmp_path / "gold").exists()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_an_interrupted_build_leaves_nothing_under_its_name(how: signal.Signals, tmp_path: Path) -> None:
    many = [{"id": str(n), "text": a["text"]} for n in range(40) for a in articles()]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(a) + "\n" for a in many), encoding="utf-8")
    command = [sys.executable, "-m", "quoteattr", "dataset", "build", "in.jsonl", "-o", "d"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    time.sleep(6)
    assert process.poll() is None
    os.kill(process.pid, how)
    _, errors = process.communicate(timeout=60)
    assert process.returncode != 0 and "Traceback" not in errors
    assert not (tmp_path / "d").exists()


def test_the_statistics_page_escapes_what_it_shows(tmp_path: Path, extractor: quoteattr.Extractor) -> None:
    rows = [{"id": "x", "outlet": "<script>alert(1)</script>", "text": _BODY}]
    built = dataset.build(rows, tmp_path / "d", dataset.Options(name="<b>"), extractor=extractor)
    page = (built.folder / "stats.html").read_text(encoding="utf-8")
    assert "<script" not in page and "&lt;script&gt;" in page and "<b>" not in page
