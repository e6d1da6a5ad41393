"""Reads pages in killable child processes: a page that hangs, crashes or eats memory costs that page alone."""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from types import TracebackType

import cv2
import structlog

from ocr.children import ChildDiedError, ChildHungError, Children
from ocr.config import ReaderConfig, make_fingerprint
from ocr.engine import check_alphabet, open_engine
from ocr.likelihood import load_likelihood
from ocr.lines import open_second
from ocr.reader import PageRead, PageReader
from ocr.recognise import Recogniser
from ocr.workspace import bind_programs, open_workspace
from pipeline.errors import EngineChanged, PageCrash, PageError, PageTimeout, SohoaError
from pipeline.limits import Limits
from pipeline.logs import LogLevel, configure_logging, describe_place
from pipeline.model import Problem, Reading

__all__ = ["PageOutcome", "ReaderConfig", "ReadingPool"]

_PROGRAMS = ("tesseract", "pdftoppm", "pdfinfo", "pdftotext")
_GRACE = 5.0
"""Seconds beyond the page's own time that a child gets to give up by itself before it is killed."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """What became of one page: a reading with the kept image, or the problem. `seconds` is wall time in the child."""

    page: int
    reading: Reading | None
    image: bytes | None
    problem: Problem | None
    seconds: float


_Answer = tuple[PageRead | Problem, float]
"""What a child sends back: the page or its problem, and the seconds it took."""


@dataclass(frozen=True, slots=True)
class _Setup:
    """What a child needs to build its reader."""

    limits: Limits
    config: ReaderConfig
    fingerprint: str
    workspace: Path


@dataclass(slots=True)
class _Pending:
    page: int
    started: float
    tries: int = 1


@dataclass
class ReadingPool:
    """`processes` reading children shared by any number of threads.

    Entering it checks the engine: raises EngineMissing where none is installed and EngineRefused where it cannot write
    Vietnamese. What it looks like then is what every reading is stamped with: a child that finds another reads nothing.
    """

    processes: int
    limits: Limits
    reader: ReaderConfig = field(default_factory=ReaderConfig)
    log_level: LogLevel = "error"
    _fingerprint: str = field(default="", init=False)
    _workspace: Path | None = field(default=None, init=False)
    _folders: ExitStack = field(default_factory=ExitStack, init=False)
    _children: Children[_Answer] | None = field(default=None, init=False)

    def __enter__(self) -> ReadingPool:
        self._workspace = self._folders.enter_context(open_workspace())
        try:
            bind_programs(_PROGRAMS, self._workspace / "bin")
            engine = open_engine(self.reader.engine, self.reader.languages, self._workspace)
            check_alphabet(engine)
            self._fingerprint = make_fingerprint(engine, open_second(self.reader.second), self.reader)
            self._children = Children(self.processes, _settle_child, (self.limits, self._workspace, self.log_level))
        except BaseException:
            self._folders.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._children is not None:
            self._children.stop()
        self._folders.close()

    @property
    def fingerprint(self) -> str:
        """Name of the reader that stamps every reading; known once the pool is entered."""
        return self._fingerprint

    def read(self, path: Path, source: str, pages: Iterable[int]) -> Iterator[PageOutcome]:
        """Outcomes of the pages (numbers from 1) as they complete; `source` is the file's SHA-256.

        At most one page more than there are children is under way or waiting to be taken. Closing the iterator early
        withdraws the pages that have not begun.
        """
        waiting = iter(pages)
        running: dict[Future[_Answer], _Pending] = {}
        try:
            while True:
                for page in waiting:
                    running[self._schedule(path, source, page)] = _Pending(page, time.monotonic())
                    if len(running) > self.processes:
                        break
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    pending = running.pop(future)
                    outcome = _conclude(future, pending)
                    if outcome is None:
                        again = _Pending(pending.page, pending.started, pending.tries + 1)
                        running[self._schedule(path, source, pending.page)] = again
                    else:
                        yield outcome
        finally:
            for future in running:
                future.cancel()

    def _schedule(self, path: Path, source: str, page: int) -> Future[_Answer]:
        if self._children is None or self._workspace is None:
            raise RuntimeError("the pool is used inside its context")
        setup = _Setup(self.limits, self.reader, self._fingerprint, self._workspace)
        return self._children.submit(_read_page, (setup, path, source, page), self.limits.page_seconds + _GRACE)


def _conclude(future: Future[_Answer], pending: _Pending) -> PageOutcome | None:
    """The page's outcome; None where its child died for the first time and the page deserves another try."""
    problem: SohoaError
    try:
        read, seconds = future.result()
        if isinstance(read, PageRead):
            return PageOutcome(pending.page, read.reading, read.image, None, seconds)
        return PageOutcome(pending.page, None, None, read, seconds)
    except ChildHungError:
        problem = PageTimeout()
    except ChildDiedError as error:
        log.warning("reading child died", page=pending.page, exitcode=error.args[0], tries=pending.tries)
        if pending.tries == 1:
            return None
        problem = PageCrash(f"exit {error.args[0]}")
    except Exception as error:  # what cannot cross the process border is still only this page's problem
        problem = PageError(type(error).__name__)
    return PageOutcome(pending.page, None, None, problem.problem(), time.monotonic() - pending.started)


# --- inside the child -------------------------------------------------------------------------------------------------


def _read_page(setup: _Setup, path: Path, source: str, page: int) -> _Answer:
    """One page in a child; every failure short of the child's death comes back as a problem."""
    started = time.monotonic()
    try:
        result: PageRead | Problem = _open_reader(setup).read(path, source, page)
    except SohoaError as error:
        result = error.problem()
    except MemoryError:
        result = PageError("memory").problem()
    except Exception as error:  # a bad page must not end its batch, whatever is wrong with it
        log.error("page failed", page=page, error=type(error).__name__, place=describe_place(error))
        result = PageError(type(error).__name__).problem()
    return result, time.monotonic() - started


@cache
def _open_reader(setup: _Setup) -> PageReader:
    engine = open_engine(setup.config.engine, setup.config.languages, setup.workspace)
    second = open_second(setup.config.second)
    if make_fingerprint(engine, second, setup.config) != setup.fingerprint:
        raise EngineChanged(f"{engine.name} {engine.version}")
    return PageReader(Recogniser(engine, second, load_likelihood()), setup.limits, setup.config, setup.fingerprint)


def _settle_child(limits: Limits, workspace: Path, log_level: LogLevel) -> None:
    """Limits of a reading child: one thread, so much memory, programs that die with it, an end with its parent."""
    configure_logging(log_level)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["PATH"] = f"{workspace / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    os.environ["TMPDIR"] = str(workspace)
    tempfile.tempdir = None
    cv2.setNumThreads(1)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = limits.page_memory if hard == resource.RLIM_INFINITY else min(limits.page_memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()  # what is imported stays: no need to go through it again and again


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)
