"""What one call may ask for, and what it is told when it asks for more."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

RETRY_AFTER = "1"  # seconds
_ARRIVING = 4  # bodies that may arrive at once, for each call that may wait


@dataclass(frozen=True, slots=True)
class Limits:
    """`body`: bytes of one call; `documents` and `characters` (of all texts together) in one call; `waiting`: calls that are
    being answered or wait for it, more get 429; `seconds`: that a call may take to arrive, and to be answered."""

    body: int = 2_000_000
    documents: int = 64
    characters: int = 200_000
    waiting: int = 16
    seconds: float = 60.0


class BodyLimit:
    """An ASGI layer that reads a call's body whole before anything else does: 413 when it is too large, 408 when it takes too
    long to arrive."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], limits: Limits) -> None:
        self.app = app
        self.limits = limits
        self._arriving = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"")
        if declared.isdigit() and int(declared) > self.limits.body:
            await _refuse(send, 413, f"the body is larger than {self.limits.body} bytes")
            return
        if self._arriving >= _ARRIVING * self.limits.waiting:
            await _refuse(send, 429, f"{self._arriving} calls are arriving: try again in {RETRY_AFTER} s", RETRY_AFTER)
            return
        self._arriving += 1
        try:
            body = await self._body(receive, send)
        finally:
            self._arriving -= 1
        if body is not None:
            await self.app(scope, _given(body, receive), send)

    async def _body(self, receive: Receive, send: Send) -> bytes | None:
        """The whole body; None when there is none to be answered any more."""
        body = bytearray()
        try:
            async with asyncio.timeout(self.limits.seconds):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return None
                    body += message.get("body", b"")
                    if len(body) > self.limits.body:
                        await _refuse(send, 413, f"the body is larger than {self.limits.body} bytes")
                        return None
                    if not message.get("more_body"):
                        return bytes(body)
        except TimeoutError:
            await _refuse(send, 408, f"the body did not arrive within {self.limits.seconds:g} s")
            return None


def _given(body: bytes, receive: Receive) -> Receive:
    """What receives a body that has arrived already."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def whole() -> Message:
        return messages.pop() if messages else await receive()

    return whole


class PathOnly(logging.Filter):
    """Takes the query out of what uvicorn logs of a call: client, method, path, HTTP version, status."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple) and len(record.args) == 5:
            client, method, path, *others = record.args
            record.args = (client, method, str(path).partition("?")[0], *others)
        return True


async def _refuse(send: Send, status: int, detail: str, retry_after: str | None = None) -> None:
    body = json.dumps({"detail": detail}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    if retry_after is not None:
        headers.append((b"retry-after", retry_after.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
