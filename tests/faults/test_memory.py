"""The largest sheet that scanners take, in colour, stays within what one reading process may hold."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ocr.worker import ReadingPool
from pipeline.limits import Limits
from tests.faults.stacks import SOURCE
from tests.ocr.drawing import draw_page, draw_seal

A3_AT_600 = (7016, 9921)
MOST_MIB = 1536


def make_sheet() -> Image.Image:
    """A yellowed A3 of print with a seal, at 600 dpi, grain included."""
    lines = tuple(f"Điều {number}. Ủy ban nhân dân xã quyết định phê duyệt phương án." for number in range(20))
    small = draw_page(lines, (A3_AT_600[0] // 2, A3_AT_600[1] // 2), 60)
    draw_seal(small, (1700, 3800))
    page = small.resize(A3_AT_600)
    chance = np.random.default_rng(5)
    for top in range(0, page.height, 1024):
        box = (0, top, page.width, min(page.height, top + 1024))
        strip = np.asarray(page.crop(box)).astype(np.int16) - np.array([8, 14, 34], np.int16)
        strip -= chance.integers(0, 12, strip.shape[:2], np.int16)[:, :, None]
        page.paste(Image.fromarray(strip.clip(0, 255).astype(np.uint8)), box[:2])
    return page


def measure_peak(pid: int) -> int:
    """The most memory that the process ever held, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


@pytest.mark.slow
def test_an_a3_at_600_dpi_is_read_within_its_memory(tmp_path: Path) -> None:
    sheet = make_sheet()
    sheet.save(tmp_path / "page.pdf", resolution=600, quality=88)
    sheet.rotate(90, expand=True).save(tmp_path / "lying.jpg", quality=88, dpi=(600, 600))
    for name in ("page.pdf", "lying.jpg"):
        with ReadingPool(1, Limits(page_seconds=250)) as pool:
            [outcome] = pool.read(tmp_path / name, SOURCE, [1])
            [child] = multiprocessing.active_children()
            peak = measure_peak(child.pid or 0)
        assert outcome.reading, outcome.problem
        assert "phê duyệt phương án" in outcome.reading.text
        assert peak < MOST_MIB
