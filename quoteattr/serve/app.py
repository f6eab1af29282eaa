"""The service: records of articles over HTTP, and a page to paste one into.

Texts are answered and forgotten: nothing of them is logged or kept.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from typing import Annotated, Any, TypeVar

from fastapi import Body, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from quoteattr.parallel import Recipe
from quoteattr.parsers import load_parser
from quoteattr.pipeline import DocumentError, Extractor, as_document
from quoteattr.quotations import find_quotations
from quoteattr.records import SCHEMA_VERSION, Attribution, Document, Extraction
from quoteattr.report import empty_page
from quoteattr.report.data import page_data
from quoteattr.serve.limits import RETRY_AFTER, BodyLimit, Limits

_T = TypeVar("_T")
_LONGEST_FIELD, _LONGEST_URL = 500, 2_000
# How many times the characters of a text its quotations may hold together: each nested one repeats what is in it.
_MOST_NESTED = 8
_BATCH = 8  # documents
_CONNECTIONS = 8  # for each call that may wait


class Article(BaseModel):
    """One text to read. Without `id`, a hash of the text stands in; `date` is ISO 8601."""

    model_config = ConfigDict(extra="forbid")

    text: str
    # Every record repeats them: they must not make an answer a thousand times as long as the call.
    id: str | None = Field(default=None, max_length=_LONGEST_FIELD)
    date: str | None = Field(default=None, max_length=_LONGEST_FIELD)
    url: str | None = Field(default=None, max_length=_LONGEST_URL)
    title: str | None = Field(default=None, max_length=_LONGEST_FIELD)


class Articles(BaseModel):
    """One or many texts to read."""

    model_config = ConfigDict(extra="forbid")

    documents: list[Article] = Field(min_length=1)


class Extractions(BaseModel):
    """Every document with its attributions, in the order of the call."""

    documents: list[Extraction]


class Text(BaseModel):
    """A text whose quotations are wanted."""

    model_config = ConfigDict(extra="forbid")

    text: str


class QuotationSpan(BaseModel):
    """A quotation with its marks: code points, end exclusive; `depth` 0 for an outermost one."""

    start: int
    end: int
    text: str
    depth: int


class Quotations(BaseModel):
    """The quotations of a text in order."""

    quotations: list[QuotationSpan]


class Health(BaseModel):
    """That the service answers, and what with."""

    status: str
    version: str
    schema_version: str


class Problem(BaseModel):
    """Why a call was refused, in one sentence."""

    detail: str


class Refused(Exception):
    """A call that asks for more than the limits allow."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The body is no JSON object of the right form"},
    408: {"model": Problem, "description": "The call took too long"},
    413: {"model": Problem, "description": "Too large: body, number of documents or characters"},
    422: {"model": Problem, "description": "A field is missing or wrong"},
    429: {"model": Problem, "description": "Too many calls at once; see Retry-After"},
}


def _quotations(text: str) -> Quotations:
    try:
        as_document(text)
    except DocumentError as error:
        raise Refused(422, str(error)) from None
    found = find_quotations(text)
    if sum(len(q.range) for q in found) > _MOST_NESTED * len(text):
        raise Refused(413, "the quotation marks of the text are nested too deeply")
    return Quotations(
        quotations=[QuotationSpan(start=q.start, end=q.end, text=q.range.of(text), depth=q.depth) for q in found]
    )


def create_app(extractor: Extractor, limits: Limits | None = None) -> FastAPI:
    """The service on an extractor that is loaded already, as an ASGI application."""
    limits = limits or Limits()
    app = FastAPI(
        title="quoteattr",
        version=version("quoteattr"),
        description=(
            "Who said what, with which stance, in French news. One call may hold up to "
            f"{limits.documents} documents, {limits.characters} characters in all and {limits.body} bytes."
        ),
    )
    app.add_middleware(BodyLimit, limits=limits)
    desk = _Desk(extractor, limits)

    @app.exception_handler(Refused)
    async def refused(_: Request, error: Refused) -> JSONResponse:
        headers = {"Retry-After": RETRY_AFTER} if error.status == 429 else None
        return JSONResponse({"detail": error.detail}, error.status, headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        # One sentence, and nothing of what was sent.
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            return JSONResponse({"detail": "the body is not valid JSON"}, 400)
        # The name of a field that does not exist is the caller's; the others are ours.
        known = first["loc"][:-1] if first["type"] == "extra_forbidden" else first["loc"]
        place = ".".join(str(part) for part in known if part != "body")
        return JSONResponse({"detail": f"{place}: {first['msg']}" if place else str(first["msg"])}, 422)

    @app.post("/extract", responses=_REFUSALS)
    async def extract(articles: Annotated[Articles, Body()]) -> Extractions:
        """The attributions of one or many documents."""
        return Extractions(documents=await desk.extract(articles))

    @app.post("/quotations", responses=_REFUSALS)
    async def quotations(given: Annotated[Text, Body()]) -> Quotations:
        """Direct speech in a text; needs no model and is fast."""
        desk.check([given.text])
        return await desk.answer(lambda _: _quotations(given.text))

    @app.post("/report", responses=_REFUSALS, include_in_schema=False)
    async def report(articles: Annotated[Articles, Body()]) -> JSONResponse:
        """What the page shows of documents."""
        return JSONResponse(page_data(await desk.extract(articles)))

    @app.get("/schema")
    async def schema() -> dict[str, Any]:
        """The JSON Schema of a record."""
        return Attribution.model_json_schema()

    @app.get("/health")
    async def health() -> Health:
        """That the service answers."""
        return Health(status="ok", version=version("quoteattr"), schema_version=SCHEMA_VERSION)

    page = empty_page()

    @app.get("/", include_in_schema=False)
    async def paste() -> HTMLResponse:
        return HTMLResponse(page, headers={"X-Content-Type-Options": "nosniff"})

    return app


class _Desk:
    """Takes calls up to the limits and answers them one after the other: the parser is not made for several threads."""

    def __init__(self, extractor: Extractor, limits: Limits) -> None:
        self.extractor = extractor
        self.limits = limits
        self._calls = 0
        self._lock = threading.Lock()

    async def extract(self, articles: Articles) -> list[Extraction]:
        """The attributions of documents. Raises Refused."""
        given = articles.documents
        if len(given) > self.limits.documents:
            raise Refused(413, f"{len(given)} documents in one call: at most {self.limits.documents}")
        self.check([d.text for d in given])
        try:
            documents = [as_document(d.model_dump(exclude_none=True)) for d in given]
        except DocumentError as error:
            raise Refused(422, str(error)) from None
        return await self.answer(lambda given_up: self._read(documents, given_up))

    def _read(self, documents: list[Document], given_up: threading.Event) -> list[Extraction]:
        out: list[Extraction] = []
        with self._lock:
            # A few at a time, so that a call whose caller is gone soon makes room for others.
            for i in range(0, len(documents), _BATCH):
                if given_up.is_set():
                    break
                out += self.extractor.pipe(documents[i : i + _BATCH])
        return out

    def check(self, texts: list[str]) -> None:
        """Raises Refused when texts are too long together."""
        characters = sum(map(len, texts))
        if characters > self.limits.characters:
            raise Refused(413, f"{characters} characters in one call: at most {self.limits.characters}")

    async def answer(self, work: Callable[[threading.Event], _T]) -> _T:
        """The result of work in a thread, which is told when nobody waits for it any more. Raises Refused when too many calls
        wait, or when it takes too long."""
        if self._calls >= self.limits.waiting:
            raise Refused(429, f"{self._calls} calls are being answered: try again in {RETRY_AFTER} s")
        self._calls += 1
        given_up = threading.Event()
        task: asyncio.Task[_T] = asyncio.create_task(_in_thread(lambda: work(given_up)))
        # A thread cannot be stopped: a call that has run out of time counts until its work is done.
        task.add_done_callback(self._done)
        try:
            return await asyncio.wait_for(asyncio.shield(task), self.limits.seconds)
        except TimeoutError:
            given_up.set()
            raise Refused(408, f"no answer within {self.limits.seconds:g} s: send fewer or shorter texts") from None

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._calls -= 1
        if not task.cancelled():
            task.exception()  # taken note of, though nobody waits any more


async def _in_thread(work: Callable[[], _T]) -> _T:
    result: Awaitable[_T] = run_in_threadpool(work)
    return await result


def _logging() -> dict[str, Any]:
    """uvicorn's own, but for the query in its access log: somebody may put a text there."""
    from copy import deepcopy

    from uvicorn.config import LOGGING_CONFIG

    config = deepcopy(LOGGING_CONFIG)
    config["filters"] = {"path": {"()": "quoteattr.serve.limits.PathOnly"}}
    config["handlers"]["access"]["filters"] = ["path"]
    return config


def run(recipe: Recipe, limits: Limits, host: str, port: int) -> None:
    """Serve until interrupted; calls that are being answered are finished first. Raises OSError, ParserError."""
    import uvicorn

    extractor = Extractor(load_parser(recipe.parser, **recipe.options), recipe, recipe.knowledge)
    config = uvicorn.Config(
        create_app(extractor, limits),
        host=host,
        port=port,
        log_level="info",
        timeout_graceful_shutdown=max(1, int(limits.seconds)),
        timeout_keep_alive=5,
        limit_concurrency=_CONNECTIONS * limits.waiting,
        log_config=_logging(),
        server_header=False,
    )
    uvicorn.Server(config).run()
