"""The command line: a thin layer over the library."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from quoteattr.dataset.cli import app as dataset

if TYPE_CHECKING:
    from quoteattr.convert import Sink
    from quoteattr.inputs import Item, Sources
    from quoteattr.outputs import Counts
    from quoteattr.parallel import Recipe
    from quoteattr.pipeline import Extractor
    from quoteattr.records import Document, Extraction

app = typer.Typer(
    name="quoteattr",
    help="Who said what, with which stance: attributions in French news.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(dataset)

_Input = Annotated[
    list[str],
    typer.Argument(metavar="INPUT...", help="Files (.jsonl, .txt, .parquet; also .gz, .zst), folders, patterns, or -."),
]
_Model = Annotated[str, typer.Option("--model", help="Installed spaCy model to parse with.")]
_Knowledge = Annotated[
    Path | None, typer.Option("--knowledge", help="JSONL file of persons and offices to resolve speakers with.")
]
_Format = Annotated[str, typer.Option("--format", help="auto, jsonl, text or parquet: how to read INPUT.")]
_FORMATS = ("auto", "jsonl", "text", "parquet")
_INTERRUPTED, _TERMINATED = 130, 143


@app.command()
def extract(
    inputs: _Input,
    output: Annotated[
        str,
        typer.Option("--output", "-o", help="File to write (.jsonl, .gz, .zst, .parquet), or - for standard output."),
    ] = "-",
    form: _Format = "auto",
    text_field: Annotated[str, typer.Option("--text-field", help="Field that holds the text.")] = "text",
    id_field: Annotated[str, typer.Option("--id-field", help="Field that holds the id.")] = "id",
    date_field: Annotated[str, typer.Option("--date-field", help="Field that holds the date.")] = "date",
    per_document: Annotated[
        bool, typer.Option("--per-document", help="One line a document, with the list of its records.")
    ] = False,
    workers: Annotated[int, typer.Option("--workers", "-w", min=1, help="Processes to use.")] = 1,
    errors: Annotated[
        Path | None, typer.Option("--errors", help="File for rejected lines: one JSON object each.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first rejected line.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an interrupted run.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Neither progress nor summary.")] = False,
    model: _Model = "fr_core_news_md",
    knowledge: _Knowledge = None,
) -> None:
    """Convert articles to attribution records, one JSON object a line.

    Each input line is an object with `text` and, if you have them, `id`, `date`, `url`, `title`;
    other fields are carried along under `metadata`. Output order is input order. Exit status 1: some
    lines were rejected; 2: nothing could be done.

    Example: quoteattr extract articles.jsonl.gz -o attributions.jsonl --workers 2 --errors rejected.jsonl
    """
    from quoteattr.convert import Run, Stopped, Stream, working
    from quoteattr.inputs import InputError
    from quoteattr.outputs import OutputError
    from quoteattr.parse import ParserError
    from quoteattr.progress import Watch

    sources = _sources(inputs, form, text_field, id_field, date_field)
    recipe = _recipe(model, knowledge)
    shape: Literal["documents", "records"] = "documents" if per_document else "records"
    _check_output(output, errors, resume, sources)
    reports = errors is None
    with ExitStack() as stack:
        files = None
        sink: Sink
        if output == "-":
            sink = Stream(sys.stdout, stack.enter_context(_opened(errors)) if errors else None)
        else:
            sink = files = working(Path(output), errors, sources, recipe, shape)
        watch = Watch(sources, quiet)
        run = Run(sources, sink, recipe, shape, workers, strict, on_batch=watch)
        if reports:
            run.on_rejected = lambda rejected: print(str(rejected), file=sys.stderr)
        try:
            if files is not None:
                files.start(resume)
            with watch:
                counts = run()
            if files is not None:
                files.finish()
        except Stopped as stopped:
            if files is not None:
                files.discard()
            print(f"quoteattr: stopped at {stopped}", file=sys.stderr)
            raise typer.Exit(1) from None
        except (OutputError, ParserError, InputError) as error:
            _fail(str(error))
        except BrokenPipeError:
            # Whoever read the output has enough; Python would complain about it once more when it flushes.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except KeyboardInterrupt as interrupt:
            if files is not None:
                files.close()
                advice = "run the same command with --resume to go on"
            else:
                advice = "what was written is complete up to its last line"
            print(f"quoteattr: interrupted; {advice}", file=sys.stderr)
            raise typer.Exit(_TERMINATED if isinstance(interrupt, _Terminated) else _INTERRUPTED) from None
    if not quiet:
        _summary(counts)
    if counts.rejected:
        raise typer.Exit(1 if counts.documents else 2)


def _sources(inputs: list[str], form: str, text_field: str, id_field: str, date_field: str) -> Sources:
    """The inputs; mistakes in the arguments end the program before a model is loaded."""
    from quoteattr.inputs import Fields, InputError, Sources

    if form not in _FORMATS:
        _fail(f"--format {form}: choose one of {', '.join(_FORMATS)}")
    try:
        return Sources(inputs, form, Fields(text_field, id_field, date_field))  # type: ignore[arg-type]
    except (InputError, OSError) as error:
        _fail(str(error))


def _recipe(model: str, knowledge: Path | None) -> Recipe:
    from quoteattr.knowledge import Knowledge, KnowledgeError
    from quoteattr.parallel import Recipe

    try:
        return Recipe("spacy", {"model": model}, Knowledge.read(knowledge) if knowledge else None)
    except KnowledgeError as error:
        _fail(str(error))


def _check_output(output: str, errors: Path | None, resume: bool, sources: Sources) -> None:
    if output == "-":
        if resume:
            _fail("--resume needs an output file: give one with -o")
        return
    if resume and "-" in sources.paths:
        _fail("--resume cannot read standard input again: give a file")
    for path in (Path(output), errors):
        if path is not None and (path.is_dir() or not path.parent.is_dir()):
            _fail(f"{path}: cannot be written: {'it is a folder' if path.is_dir() else 'no such folder'}")
    if any(Path(p).resolve() == Path(output).resolve() for p in sources.paths if p != "-"):
        _fail(f"{output}: input and output are the same file")
    if output.endswith(".parquet"):
        _need_pyarrow(output)


def _need_pyarrow(output: str) -> None:
    from importlib.util import find_spec

    if find_spec("pyarrow") is None:
        _fail(f"{output}: writing Parquet needs pyarrow: run `pip install 'quoteattr[parquet]'`")


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    try:
        stream = path.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        _fail(f"{path}: cannot be written: {error.strerror}")
    with stream:
        yield stream


def _summary(counts: Counts) -> None:
    print(
        f"{counts.documents} articles, {counts.records} attributions, {counts.rejected} lines rejected", file=sys.stderr
    )
    if counts.repeated:
        print(
            f"warning: {counts.repeated} articles have an id that an earlier one has: all are kept, and ids of records repeat",
            file=sys.stderr,
        )
    if counts.words and counts.french < counts.words / 2:
        print("warning: most of the text does not look French: quoteattr reads French only", file=sys.stderr)


@app.command()
def show(
    source: Annotated[
        str, typer.Argument(metavar="FILE", help="Articles (.jsonl, .txt, -) or records made by `extract`.")
    ],
    form: _Format = "auto",
    model: _Model = "fr_core_news_md",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a record.")] = False,
) -> None:
    """Show speaker, statement and stance of every attribution as a table.

    Example: quoteattr show attributions.jsonl
    """
    from quoteattr.inputs import InputError
    from quoteattr.records import RecordError
    from quoteattr.terminal import print_records

    try:
        with _reading(source, form, model) as (extractions, rejected):
            records = (a for e in extractions for a in e.attributions)
            if as_json:
                for record in records:
                    print(record.model_dump_json())
            else:
                print_records(records)
            if rejected():
                raise typer.Exit(1)
    except (RecordError, InputError) as error:
        _fail(str(error))


@app.command()
def report(
    source: Annotated[
        str, typer.Argument(metavar="FILE", help="Articles, or what `extract` made (best with --per-document).")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="HTML file to write.")],
    articles: Annotated[
        Path | None, typer.Option("--articles", help="The articles of records that come without their texts.")
    ] = None,
    title: Annotated[str, typer.Option("--title", help="Title of the page.")] = "quoteattr",
    lang: Annotated[str, typer.Option("--lang", help="en or fr: language of the labels at first.")] = "en",
    form: _Format = "auto",
    model: _Model = "fr_core_news_md",
) -> None:
    """Write a page that shows who says what, and why: one HTML file that works from disk.

    Example: quoteattr report articles.jsonl -o report.html
    """
    from quoteattr.inputs import InputError
    from quoteattr.records import RecordError
    from quoteattr.report import LANGUAGES, render
    from quoteattr.report.data import joined

    if lang not in LANGUAGES:
        _fail(f"--lang {lang}: choose one of {', '.join(LANGUAGES)}")
    if output.is_dir() or not output.absolute().parent.is_dir():
        _fail(f"{output}: cannot be written: {'it is a folder' if output.is_dir() else 'no such folder'}")
    if any(output.resolve() == Path(name).resolve() for name in (source, articles) if name not in (None, "-")):
        _fail(f"{output}: input and output are the same file")
    try:
        with _reading(source, form, model) as (extractions, rejected):
            found = list(extractions)
            if articles is not None:
                documents, not_read = _documents(str(articles), form)
                found, lost = joined((a for e in found for a in e.attributions), documents)
                if lost:
                    print(f"warning: {lost} records do not fit the text of their article", file=sys.stderr)
            page = render(found, title=title, language=lang)
            some_rejected = bool(rejected() or (articles is not None and not_read()))
    except (RecordError, InputError) as error:
        _fail(str(error))
    try:
        part = output.with_name(f".{output.name}.part")
        part.write_text(page, encoding="utf-8", errors="replace")
        part.replace(output)
    except OSError as error:
        _fail(f"{output}: cannot be written: {error.strerror}")
    if some_rejected:
        raise typer.Exit(1)


@app.command()
def serve(
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; other machines reach 0.0.0.0.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help="Port to listen on.")] = 8000,
    documents: Annotated[int, typer.Option("--max-documents", min=1, help="Documents in one call.")] = 64,
    characters: Annotated[
        int, typer.Option("--max-characters", min=1, help="Characters of all texts in one call.")
    ] = 200_000,
    body: Annotated[int, typer.Option("--max-body", min=1, help="Bytes of one call.")] = 2_000_000,
    waiting: Annotated[
        int, typer.Option("--max-waiting", min=1, help="Calls at once; more are told to come back.")
    ] = 16,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, max=3600, help="Seconds that one call may take.")
    ] = 60.0,
    model: _Model = "fr_core_news_md",
    knowledge: _Knowledge = None,
) -> None:
    """Answer over HTTP, with a page to paste an article into. Needs `quoteattr[serve]`.

    Example: quoteattr serve --port 8000
    """
    from importlib.util import find_spec

    if find_spec("fastapi") is None or find_spec("uvicorn") is None:
        _fail("the server needs more than the core: run `pip install 'quoteattr[serve]'`")
    from quoteattr.parse import ParserError
    from quoteattr.serve import Limits, run

    recipe = _recipe(model, knowledge)
    try:
        run(recipe, Limits(body, documents, characters, waiting, timeout), host, port)
    except (ParserError, OSError) as error:
        _fail(str(error))
    except KeyboardInterrupt:
        # The server raises the signal that stopped it once more when all calls are answered.
        raise typer.Exit(0) from None


@contextmanager
def _reading(source: str, form: str, model: str) -> Iterator[tuple[Iterable[Extraction], Callable[[], int]]]:
    """The documents with their records that a file holds, extracted where it holds articles; and how many lines have been
    rejected so far. Raises RecordError on the way."""
    from quoteattr.report.data import without_texts
    from quoteattr.stored import read_documents, read_records, shape_of

    shape = shape_of(source)
    if shape == "documents":
        yield read_documents(source), lambda: 0
        return
    if shape == "records":
        yield without_texts(read_records(source)), lambda: 0
        return
    documents, rejected = _documents(source, form)
    yield _load(model).pipe(documents), rejected


def _documents(source: str, form: str) -> tuple[Iterator[Document], Callable[[], int]]:
    """The articles of a source, and how many lines have been rejected so far; those are reported."""
    from quoteattr.inputs import Rejected, documents_of

    rejected = 0

    def reported(sources: Sources) -> Iterator[Item]:
        nonlocal rejected
        for item in sources:
            if isinstance(item, Rejected):
                rejected += 1
                print(str(item), file=sys.stderr)
            yield item

    return documents_of(reported(_sources([source], form, "text", "id", "date"))), lambda: rejected


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


def _load(model: str) -> Extractor:
    from quoteattr.parse import ParserError
    from quoteattr.pipeline import load

    try:
        return load(model=model)
    except ParserError as error:
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
    signal.signal(signal.SIGTERM, _terminate)
    try:
        app()
    except KeyboardInterrupt as interrupt:
        print("quoteattr: interrupted", file=sys.stderr)
        sys.exit(_TERMINATED if isinstance(interrupt, _Terminated) else _INTERRUPTED)
    except OSError as error:
        print(f"quoteattr: standard output cannot be written: {error.strerror}", file=sys.stderr)
        sys.exit(2)


class _Terminated(KeyboardInterrupt):
    """SIGTERM, which ends a run as SIGINT does."""


def _terminate(*_: object) -> NoReturn:
    raise _Terminated
