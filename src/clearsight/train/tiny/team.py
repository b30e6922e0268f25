"""Processes that train one model together, each on its part of every batch.

Two processes of one thread each against one of two: see docs/tiny.md for what was measured.
Gradients are summed by gloo. Every process holds all weights and takes the same steps.
"""

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from clearsight.errors import ClearsightError


class Orphaned(ClearsightError):
    """The process that started this one is gone; nobody would stop it."""


@dataclass(frozen=True, slots=True)
class Team:
    """Which of how many processes this one is; the first one writes files and talks."""

    rank: int = 0
    size: int = 1
    parent: int = 0

    @property
    def first(self) -> bool:
        return self.rank == 0

    def add(self, tensor: Tensor) -> None:
        """Replace the tensor by the sum over all processes.

        Raises:
            Orphaned: the process that started this one is gone.
        """
        if self.parent and os.getppid() != self.parent:
            raise Orphaned("the process that started the training ended; start it with --resume")
        if self.size > 1:
            torch.distributed.all_reduce(tensor)

    def wait(self) -> None:
        """Until all processes are here."""
        if self.size > 1:
            torch.distributed.barrier()


def together(size: int, work: Callable[..., None], *given: Any) -> None:
    """Call `work(team, *given)` in so many processes, and wait for all of them.

    With one process it runs here. `work` and what it is given must be picklable. When one process
    fails the others are ended and its error is raised.
    """
    if size == 1:
        work(Team(), *given)
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    torch.multiprocessing.start_processes(
        _enter, (size, port, os.getpid(), work, given), nprocs=size, start_method="spawn"
    )


def _enter(
    rank: int, size: int, port: int, parent: int, work: Callable[..., None], given: Any
) -> None:
    torch.set_num_threads(1)
    torch.distributed.init_process_group(
        "gloo", init_method=f"tcp://127.0.0.1:{port}", rank=rank, world_size=size
    )
    try:
        work(Team(rank, size, parent), *given)
    finally:
        torch.distributed.destroy_process_group()
