"""A reading child that is killed, crashes, hangs, runs out of memory or babbles costs its page alone."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from ocr.worker import ReadingPool
from pipeline.limits import Limits
from pipeline.model import Reading, from_json, to_json
from tests.faults.engines import BABBLING, CRASHING, GREEDY, HANGING, KILLED, KILLED_ONCE, QUOTING, RAISING, SECRET
from tests.faults.stacks import SOURCE, make_stack, read_alone


def test_a_failing_page_costs_that_page_alone(tmp_path: Path) -> None:
    faults = {KILLED: "page_crash", CRASHING: "page_crash", RAISING: "page_failed", GREEDY: "page_failed"}
    faults |= {HANGING: "page_timeout"}
    heights = (*(height for fault in faults for height in (1200, fault)), KILLED_ONCE, BABBLING)
    stack = make_stack(tmp_path / "stack.tif", heights)
    with ReadingPool(2, Limits(page_seconds=1), read_alone("open_faulty")) as pool:
        outcomes = list(pool.read(stack, SOURCE, range(1, len(heights) + 1)))
    found = {heights[outcome.page - 1]: outcome for outcome in outcomes if heights[outcome.page - 1] != 1200}
    problems = {height: outcome.problem for height, outcome in found.items() if outcome.problem}
    assert {height: problem.code for height, problem in problems.items()} == faults
    assert all("Hãy" in problem.message_vi and problem.message_en for problem in problems.values())
    assert len(outcomes) == len(heights)
    sound = [outcome for outcome in outcomes if heights[outcome.page - 1] in (1200, KILLED_ONCE)]
    assert all(outcome.reading and "trang" in outcome.reading.text for outcome in sound)
    babbled = found[BABBLING].reading
    assert babbled is not None
    assert from_json(Reading, to_json(babbled)) == babbled
    assert "hòa" in babbled.text
    for word in babbled.words:
        assert 0 <= word.box.x <= word.box.x + word.box.w <= 1.0001
        assert 0 <= word.confidence <= 1


def test_a_failing_page_is_logged_without_what_stands_on_it(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    stack = make_stack(tmp_path / "stack.tif", (QUOTING,))
    with ReadingPool(1, Limits(), read_alone("open_faulty")) as pool:
        outcomes = list(pool.read(stack, SOURCE, [1]))
    assert [outcome.problem.code for outcome in outcomes if outcome.problem] == ["page_failed"]
    logged = capfd.readouterr().err
    assert "page failed" in logged
    assert "ValueError" in logged
    assert "engines.py" in logged
    assert SECRET not in logged


def test_children_killed_from_outside_are_replaced(tmp_path: Path) -> None:
    path = make_stack(tmp_path / "stack.tif", (1200,) * 4)
    with ReadingPool(2, Limits(), read_alone("open_sound")) as pool:
        first = list(pool.read(path, SOURCE, [1, 2]))
        for child in multiprocessing.active_children():
            os.kill(child.pid or 0, signal.SIGKILL)
        second = list(pool.read(path, SOURCE, [3, 4]))
    assert all(outcome.reading for outcome in first + second)
