from __future__ import annotations

from pathlib import Path
from threading import Thread

from ocr.worker import ReaderConfig, ReadingPool
from pipeline.limits import Limits
from tests.faults.stacks import make_stack, read_alone


def test_several_threads_share_a_pool(tmp_path: Path) -> None:
    path = make_stack(tmp_path / "stack.tif", (1200,) * 4)
    found: dict[int, list[int]] = {}
    with ReadingPool(2, Limits(), read_alone("open_sound")) as pool:

        def take(number: int) -> None:
            found[number] = sorted(outcome.page for outcome in pool.read(path, str(number) * 64, [1, 2, 3, 4]))

        threads = [Thread(target=take, args=(number,)) for number in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == {number: [1, 2, 3, 4] for number in range(3)}


def test_the_fingerprint_names_engine_and_settings_only() -> None:
    def enter(config: ReaderConfig, limits: Limits) -> str:
        with ReadingPool(1, limits, config) as pool:
            return pool.fingerprint

    plain = enter(ReaderConfig(), Limits())
    assert plain == enter(ReaderConfig(), Limits(page_seconds=5))
    assert plain != enter(ReaderConfig(jpeg_quality=50), Limits())
    assert plain != enter(read_alone("open_sound"), Limits())
