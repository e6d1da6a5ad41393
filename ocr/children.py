"""Child processes that do one task at a time and may die at any of them: each is driven by a thread of its own.

Every child has its own pipe and shares no lock with another, so that killing one, busy or idle, harms no other.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from threading import Lock
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_JOIN_SECONDS = 5.0
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS"), "1")
"""One child a core: libraries read these as they load, and threads of their own would only wait for each other."""
_KEEP_MEMORY = {
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "268435456",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
"""glibc keeps the memory of a page's pictures for the next picture; else the system zeroes all of it anew each time. A
threshold would not do: the greatest that it takes, 32 MiB, is less than the labels of an A4 page. It asks for huge
pages (madvise), which the system then looks up less often."""
_STARTING = Lock()
"""Only one child is started at a time: what is changed meanwhile belongs to the whole process."""


class ChildDiedError(Exception):
    """The child ended in the middle of a task; the argument is its exit code (negative: the signal)."""


class ChildHungError(Exception):
    """The child was killed because its task took too long."""


class Children(Generic[T]):
    """`count` children, started when first needed and replaced when dead; tasks may come from any thread."""

    def __init__(self, count: int, prepare: Callable[..., None], prepare_args: tuple[Any, ...]) -> None:
        self._prepare, self._prepare_args = prepare, prepare_args
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="reading-child")
        self._free: SimpleQueue[_Child | None] = SimpleQueue()
        self._stopped = False
        for _ in range(count):
            self._free.put(None)

    def submit(self, task: Callable[..., T], args: tuple[Any, ...], seconds: float) -> Future[T]:
        """The task's result to come; raises ChildDiedError or ChildHungError through the future."""
        return self._threads.submit(self._run, task, args, seconds)

    def stop(self) -> None:
        """Kills every child; tasks under way end with ChildDiedError."""
        self._stopped = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            if process.name == self._name:
                process.kill()
        self._threads.shutdown(wait=True)
        while not self._free.empty():
            child = self._free.get()
            if child is not None:
                child.kill()

    @property
    def _name(self) -> str:
        return f"reading-child-{id(self)}"

    def _run(self, task: Callable[..., T], args: tuple[Any, ...], seconds: float) -> T:
        child = self._free.get()
        try:
            if child is not None and not child.process.is_alive():
                child.kill()
                child = None
            if child is None:
                child = _Child(self._name, self._prepare, self._prepare_args)
            result: T = child.run(task, args, seconds)
            return result
        except (ChildDiedError, ChildHungError):
            child = None
            raise
        finally:
            self._free.put(child)


@contextmanager
def _with_settings() -> Iterator[None]:
    """The environment that a spawned child takes over."""
    settings = _ONE_THREAD | _KEEP_MEMORY
    kept = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in kept.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _without_main() -> Iterator[None]:
    """A spawned child imports its parent's main module, be it all of Prefect, unless that has no name and no file."""
    main = vars(sys.modules["__main__"])
    kept = {name: main[name] for name in ("__spec__", "__file__") if name in main}
    main.update(dict.fromkeys(kept))
    try:
        yield
    finally:
        main.update(kept)


class _Child:
    """One child and this side of its pipe."""

    def __init__(self, name: str, prepare: Callable[..., None], prepare_args: tuple[Any, ...]) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=_serve, args=(theirs, prepare, prepare_args), name=name, daemon=True
        )
        with _STARTING, _without_main(), _with_settings():
            self.process.start()
        theirs.close()
        if not self._answers(_JOIN_SECONDS * 24):
            raise ChildDiedError(self.kill())
        self._receive()

    def run(self, task: Callable[..., Any], args: tuple[Any, ...], seconds: float) -> Any:
        try:
            self.pipe.send((task, args))
        except OSError as error:
            raise ChildDiedError(self.kill()) from error
        if not self._answers(seconds):
            self.kill()
            raise ChildHungError
        return self._receive()

    def kill(self) -> int | None:
        """Ends the child and gives back what it held; returns its exit code (negative: the signal)."""
        self.process.kill()
        self.process.join(_JOIN_SECONDS)
        code = self.process.exitcode
        self.pipe.close()
        if code is not None:
            self.process.close()
        return code

    def _answers(self, seconds: float) -> bool:
        return bool(wait_for([self.pipe, self.process.sentinel], seconds))

    def _receive(self) -> Any:
        try:
            return self.pipe.recv()
        except (EOFError, OSError) as error:
            raise ChildDiedError(self.kill()) from error


def _serve(pipe: Connection, prepare: Callable[..., None], prepare_args: tuple[Any, ...]) -> None:
    """The child's life: prepare, say so, then task after task until the pipe closes."""
    with suppress(EOFError, OSError):
        prepare(*prepare_args)
        pipe.send(None)
        while True:
            task, args = pipe.recv()
            pipe.send(task(*args))
