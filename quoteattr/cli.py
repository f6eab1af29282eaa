"""The command line: a thin layer over the library."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from quoteattr.pipeline import Extractor
    from quoteattr.records import Attribution, Document

app = typer.Typer(
    name="quoteattr",
    help="Who said what, with which stance: attributions in French news.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_Input = Annotated[str, typer.Argument(metavar="INPUT", help="A .jsonl file, a .txt file, or - for standard input.")]
_Model = Annotated[str, typer.Option("--model", help="Installed spaCy model to parse with.")]
_Knowledge = Annotated[
    Path | None, typer.Option("--knowledge", help="JSONL file of persons and offices to resolve speakers with.")
]
_Format = Annotated[str, typer.Option("--format", help="auto, jsonl or text: how to read INPUT.")]


@app.command()
def extract(
    source: _Input,
    output: Annotated[str, typer.Option("--output", "-o", help="File to write, or - for standard output.")] = "-",
    form: _Format = "auto",
    model: _Model = "fr_core_news_md",
    knowledge: _Knowledge = None,
) -> None:
    """Convert articles to attribution records, one JSON object a line.

    Each input line is an object with `text` and, if you have them, `id`, `date`, `url`, `title`;
    other fields are carried along under `metadata`. Exit status 1: some lines were rejected.

    Example: quoteattr extract articles.jsonl -o attributions.jsonl
    """
    rejected = _Rejections()
    documents = rejected.sift(_documents(source, form))
    records = articles = 0
    with _writer(output) as stream:
        extractor = _load(model, knowledge)
        for extraction in extractor.pipe(documents):
            articles += 1
            for attribution in extraction.attributions:
                records += 1
                stream.write(attribution.model_dump_json() + "\n")
    print(f"{articles} articles, {records} attributions, {rejected.count} lines rejected", file=sys.stderr)
    if rejected.count:
        raise typer.Exit(1)


@app.command()
def show(
    source: Annotated[
        str, typer.Argument(metavar="FILE", help="Articles (.jsonl, .txt, -) or records made by `extract`.")
    ],
    form: _Format = "auto",
    model: _Model = "fr_core_news_md",
) -> None:
    """Show speaker, statement and stance of every attribution as a table.

    Example: quoteattr show attributions.jsonl
    """
    from quoteattr.terminal import print_records

    records = _read_records(source)
    if records is None:
        rejected = _Rejections()
        documents = rejected.sift(_documents(source, form))
        extractor = _load(model)
        print_records(a for e in extractor.pipe(documents) for a in e.attributions)
        if rejected.count:
            raise typer.Exit(1)
        return
    print_records(records)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Folder with one NAME.json of gold a document.")],
    predicted: Annotated[str, typer.Argument(metavar="PRED", help="Records made by `extract` (.jsonl).")],
    errors: Annotated[int, typer.Option("--errors", help="Also list so many errors.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Score records against gold annotations.

    Example: quoteattr evaluate fixtures/gold attributions.jsonl --errors 20
    """
    from quoteattr.evaluation import GoldError, evaluate_files, render

    try:
        report = evaluate_files(gold, Path(predicted))
    except (GoldError, OSError) as error:
        _fail(str(error))
    print(json.dumps(report.figures, ensure_ascii=False) if as_json else render(report, errors))


@app.command()
def schema() -> None:
    """Print the JSON Schema of a record.

    Example: quoteattr schema > attribution.schema.json
    """
    from quoteattr.records import Attribution

    print(json.dumps(Attribution.model_json_schema(), ensure_ascii=False, indent=2))


class _Rejections:
    """Passes documents on, prints what was rejected and counts it."""

    def __init__(self) -> None:
        self.count = 0

    def sift(self, items: Iterator[object]) -> Iterator[Document]:
        from quoteattr.records import Document

        for item in items:
            if isinstance(item, Document):
                yield item
            else:
                self.count += 1
                print(str(item), file=sys.stderr)


def _documents(source: str, form: str) -> Iterator[object]:
    """Documents and rejected lines; mistakes in the arguments end the program before a model is loaded."""
    from quoteattr.inputs import read_documents

    if form not in ("auto", "jsonl", "text"):
        _fail(f"--format {form}: choose auto, jsonl or text")
    if source != "-" and not Path(source).is_file():
        _fail(f"{source}: no such file")

    def read() -> Iterator[object]:
        try:
            yield from read_documents(source, form)  # type: ignore[arg-type]
        except OSError as error:
            _fail(f"{source}: {error.strerror}")

    return read()


def _read_records(source: str) -> list[Attribution] | None:
    """The records of a file made by `extract`, or None when it holds articles."""
    from pydantic import ValidationError

    from quoteattr.records import Attribution

    path = Path(source)
    if source == "-" or path.suffix != ".jsonl" or not path.is_file():
        return None
    with path.open(encoding="utf-8", errors="replace") as stream:
        first = next((line for line in stream if line.strip()), "")
    if '"statement"' not in first or '"document_id"' not in first:
        return None
    records: list[Attribution] = []
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                try:
                    records.append(Attribution.model_validate_json(line))
                except ValidationError as error:
                    first_error = error.errors()[0]
                    _fail(f"{source}, line {number}: not a record: {first_error['msg']}")
    return records


@contextmanager
def _writer(output: str) -> Iterator[IO[str]]:
    if output == "-":
        yield sys.stdout
        return
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(Path(output).open("w", encoding="utf-8", newline="\n"))
        except OSError as error:
            _fail(f"{output}: cannot be written: {error.strerror}")
        yield stream


def _load(model: str, knowledge: Path | None = None) -> Extractor:
    from quoteattr.knowledge import KnowledgeError
    from quoteattr.parse import ParserError
    from quoteattr.pipeline import load

    try:
        return load(model=model, knowledge=knowledge)
    except (KnowledgeError, ParserError) as error:
        _fail(str(error))


def _fail(message: str) -> NoReturn:
    print(f"quoteattr: {message}", file=sys.stderr)
    raise typer.Exit(2)


def main() -> None:
    """Entry point: runs the command line and keeps tracebacks away from users."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except KeyboardInterrupt:
        print("quoteattr: interrupted", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
