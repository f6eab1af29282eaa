"""What teacher and student have in common when they are trained."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence

from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler


def batches(order: Sequence[int], lengths: Sequence[int], size: int) -> Iterator[list[int]]:
    """Neighbours in length together, so that little is padded."""
    for k in range(0, len(order), size * 16):
        chunk = sorted(order[k : k + size * 16], key=lambda i: lengths[i])
        yield from (chunk[j : j + size] for j in range(0, len(chunk), size))


def train(
    model: nn.Module,
    optimizer: Optimizer,
    schedule: LRScheduler,
    loss_of: Callable[[list[int]], Tensor],
    order: list[int],
    lengths: Sequence[int],
    size: int,
    epochs: int,
) -> None:
    """Shuffles `order` before each epoch; the same order gives the same steps."""
    rng = random.Random(0)
    began = time.monotonic()
    for epoch in range(epochs):
        rng.shuffle(order)
        chosen = list(batches(order, lengths, size))
        rng.shuffle(chosen)
        total = 0.0
        for batch in chosen:
            loss = loss_of(batch)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch}: loss {total / len(chosen):.3f}, {time.monotonic() - began:.0f} s", flush=True)
