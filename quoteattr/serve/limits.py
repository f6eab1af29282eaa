"""What one call may ask for, and what it is told when it asks for more."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

RETRY_AFTER = "1"  # seconds


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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"")
        if declared.isdigit() and int(declared) > self.limits.body:
            await _refuse(send, 413, f"the body is larger than {self.limits.body} bytes")
            return
        body = bytearray()
        try:
            async with asyncio.timeout(self.limits.seconds):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return
                    body += message.get("body", b"")
                    if len(body) > self.limits.body:
                        await _refuse(send, 413, f"the body is larger than {self.limits.body} bytes")
                        return
                    if not message.get("more_body"):
                        break
        except TimeoutError:
            await _refuse(send, 408, f"the body did not arrive within {self.limits.seconds:g} s")
            return
        given = False

        async def whole() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self.app(scope, whole, send)


async def _refuse(send: Send, status: int, detail: str) -> None:
    body = json.dumps({"detail": detail}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
