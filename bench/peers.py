"""Other programs on the same pages and cores: what each reads, how long it takes and what CPU time it costs.

Every program runs alone and may use all cores. Ours runs in the same way, from a scanned PDF to a searchable PDF/A.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.bundle import Bundle
from bench.limit import measure_limit
from bench.meter import METER_FOLDER, read_meter
from bench.pages import load_page
from bench.reading_score import TextScore, score_text

OURS = "sohoa"
OCRMYPDF = (
    str(Path(sys.executable).with_name("ocrmypdf")),
    "-l",
    "vie",
    "--force-ocr",
    "--output-type",
    "pdfa",
    "--pdfa-backend",
    "internal",
    "--quiet",
)
CLEANING = ("--deskew", "--clean", "--rotate-pages")


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall seconds, CPU seconds of a program and all it started, and of that what the recognition engine took."""

    wall: float = 0.0
    cpu: float = 0.0
    engine: float | None = None

    def __add__(self, other: Cost) -> Cost:
        engines = [engine for engine in (self.engine, other.engine) if engine is not None]
        return Cost(self.wall + other.wall, self.cpu + other.cpu, sum(engines) if engines else None)


@dataclass(frozen=True, slots=True)
class PeerRun:
    """What one program made of one bundle; texts by page. `limit`: see bench.limit."""

    name: str
    bundle: Bundle
    texts: tuple[str, ...]
    cost: Cost
    limit: dict[str, float] | None = None

    @property
    def scores(self) -> list[TextScore]:
        """The pages that have something to read, scored."""
        return [
            score_text(page, text.split())
            for page, text in zip(self.bundle.pages, self.texts, strict=True)
            if not page["blank"] and not page["separator"]
        ]


def cores() -> int:
    return len(os.sched_getaffinity(0))


def run_timed(command: Sequence[str], **environment: str) -> tuple[bytes, Cost]:
    """Run a program to its end; its standard output and what it cost. Raises RuntimeError where it failed."""
    start = time.monotonic()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(command, stdout=out, stderr=complaints, env={**os.environ, **environment})
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - start
        out.seek(0)
        complaints.seek(0)
        if process.returncode:
            raise RuntimeError(
                f"{command[0]}: {process.returncode}: {complaints.read()[-2000:].decode(errors='replace')}"
            )
        return out.read(), Cost(wall, usage.ru_utime + usage.ru_stime)


def run_sohoa(bundle: Bundle, folder: Path) -> PeerRun:
    """Reading pool and PDF/A writer, with a meter on the engine.

    The limit is the mean of a run before and a run after: a shared machine grows faster and slower within minutes.
    """
    texts, meter = folder / "texts.json", folder / "meter"
    meter.mkdir()
    rotations = [page["rotation"] for page in bundle.pages]
    before = measure_limit(bundle.path, rotations)
    command = [sys.executable, "-m", "bench.searchable", str(bundle.path), str(folder / "out.pdf"), str(texts)]
    _, cost = run_timed(command, **{METER_FOLDER: str(meter)})
    after = measure_limit(bundle.path, rotations)
    engine = sum(read_meter(meter).values())
    read = tuple(json.loads(texts.read_text("utf-8")))
    limit = {part: (before[part] + after[part]) / 2 for part in before}
    return PeerRun(OURS, bundle, read, Cost(cost.wall, cost.cpu, engine), limit)


def run_plain(bundle: Bundle, folder: Path) -> PeerRun:
    """`tesseract -l vie` on each page as stored, one process a core; taking the pages out of the PDF is not counted."""

    def read(page: Path) -> tuple[bytes, Cost]:
        return run_timed(["tesseract", str(page), "-", "-l", "vie", "--psm", "3"], OMP_THREAD_LIMIT="1")

    pages = [folder / f"{number:04d}.png" for number in range(1, len(bundle.pages) + 1)]
    for number, (path, page) in enumerate(zip(pages, bundle.pages, strict=True), 1):
        image = load_page(bundle.path, number, page["dpi"])
        image.save(path, compress_level=1, dpi=(page["dpi"], page["dpi"]))
    start = time.monotonic()
    with ThreadPoolExecutor(cores()) as pool:
        answers = list(pool.map(read, pages))
    wall = time.monotonic() - start
    cpu = sum(cost.cpu for _, cost in answers)
    return PeerRun("plain", bundle, tuple(text.decode("utf-8", "replace") for text, _ in answers), Cost(wall, cpu, cpu))


def run_ocrmypdf(bundle: Bundle, folder: Path) -> PeerRun:
    """OCRmyPDF at its fastest: PDF/A by its own back end."""
    return _run_ocrmypdf("ocrmypdf", (), bundle, folder)


def run_cleaned(bundle: Bundle, folder: Path) -> PeerRun:
    """OCRmyPDF with all its cleaning (needs unpaper); text is made anew, or it would refuse pages with a layer."""
    return _run_ocrmypdf("ocrmypdf-cleaned", CLEANING, bundle, folder)


def _run_ocrmypdf(name: str, options: Sequence[str], bundle: Bundle, folder: Path) -> PeerRun:
    sidecar = folder / "text.txt"
    command = [*OCRMYPDF, *options, "--jobs", str(cores()), "--sidecar", str(sidecar)]
    _, cost = run_timed([*command, str(bundle.path), str(folder / "out.pdf")])
    texts = sidecar.read_text(encoding="utf-8").split("\f")[: len(bundle.pages)]
    if len(texts) != len(bundle.pages):
        raise RuntimeError(f"{name}: text of {len(texts)} pages, not {len(bundle.pages)}")
    return PeerRun(name, bundle, tuple(texts), cost)


PEERS: dict[str, Callable[[Bundle, Path], PeerRun]] = {
    OURS: run_sohoa,
    "plain": run_plain,
    "ocrmypdf": run_ocrmypdf,
    "ocrmypdf-cleaned": run_cleaned,
}


def run_peers(bundles: Sequence[Bundle], names: Sequence[str]) -> list[PeerRun]:
    """Ours and the named programs over each bundle, one after the other."""
    runs = []
    for name in (OURS, *names):
        for bundle in bundles:
            with tempfile.TemporaryDirectory(prefix="sohoa-peer-") as folder:
                runs.append(PEERS[name](bundle, Path(folder)))
    return runs
