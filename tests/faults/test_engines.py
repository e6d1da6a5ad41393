"""An engine that is missing, damaged or broken: refused at the start with advice, or its pages are marked."""

from __future__ import annotations

import shutil
import signal
import sys
from pathlib import Path

import numpy as np
import pytest

from ocr.engine import Mode, open_engine
from ocr.tesseract import ask_folder, open_tesseract
from ocr.worker import PageOutcome, ReaderConfig, ReadingPool
from pipeline.errors import EngineMissing, EngineRefused, ModelDamaged, PageError, PageTimeout, SohoaError
from pipeline.limits import Limits
from tests.faults.engines import CRASHING
from tests.faults.programs import FAULTS, make_program
from tests.faults.stacks import SOURCE, make_stack, read_alone
from tests.ocr.drawing import draw_page

PROGRAM, LIBRARY = "ocr.tesseract:open_tesseract", "ocr.tesseract_api:open_tesseract_api"
READ = "Ủy ban nhân dân xã"


def read_pages(stack: Path, config: ReaderConfig, pages: int = 1) -> list[PageOutcome]:
    with ReadingPool(1, Limits(page_seconds=60), config) as pool:
        return sorted(pool.read(stack, SOURCE, range(1, pages + 1)), key=lambda outcome: outcome.page)


def refuse(config: ReaderConfig) -> SohoaError:
    with pytest.raises(SohoaError) as caught, ReadingPool(1, Limits(), config):
        pass
    return caught.value


def hide_library(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes tesserocr one that cannot be imported, here and in the processes started from here."""
    (folder / "tesserocr.py").write_text('raise ImportError("libtesseract.so.5: cannot open")\n', encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    for name in ("tesserocr", "ocr.tesseract_api"):
        monkeypatch.delitem(sys.modules, name, raising=False)


def put_model(folder: Path, data: bytes, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Makes `data` the only model that Tesseract finds."""
    folder.mkdir()
    model = folder / "vie.traineddata"
    model.write_bytes(data)
    monkeypatch.setenv("TESSDATA_PREFIX", str(folder))
    return model


def load_model(language: str = "vie") -> bytes:
    return (ask_folder() / f"{language}.traineddata").read_bytes()


def spoil_network(model: bytes) -> bytes:
    """The model with zeros for its first part, which is the network."""
    count = int.from_bytes(model[:4], "little")
    starts = sorted(
        start
        for number in range(count)
        if (start := int.from_bytes(model[4 + 8 * number : 12 + 8 * number], "little", signed=True)) >= 0
    )
    return model[: starts[0]] + bytes(starts[1] - starts[0]) + model[starts[1] :]


def test_the_program_reads_where_the_library_cannot_be_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stack = make_stack(tmp_path / "stack.tif", (1200,))
    [program] = read_pages(stack, ReaderConfig(engine=PROGRAM))
    hide_library(tmp_path, monkeypatch)
    [chosen] = read_pages(stack, ReaderConfig())
    assert open_engine(ReaderConfig().engine, ("vie",), tmp_path).name == "tesseract"
    assert chosen.reading
    assert program.reading
    assert READ in chosen.reading.text
    assert chosen.reading.text == program.reading.text


def test_readings_of_library_and_program_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("tesserocr")
    with ReadingPool(1, Limits(), ReaderConfig()) as pool:
        with_library = pool.fingerprint
    hide_library(tmp_path, monkeypatch)
    with ReadingPool(1, Limits(), ReaderConfig()) as pool:
        assert pool.fingerprint != with_library


def test_without_any_engine_the_start_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hide_library(tmp_path, monkeypatch)
    monkeypatch.setenv("PATH", str(tmp_path))
    error = refuse(ReaderConfig())
    assert isinstance(error, EngineMissing)
    assert "chưa có bộ nhận dạng" in error.message("vi")
    assert "tesseract-ocr-vie" in error.message("en")
    assert isinstance(refuse(ReaderConfig(engine="ocr.nothing:open_nothing")), EngineMissing)


def test_the_library_reads_without_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("tesserocr")
    stack = make_stack(tmp_path / "stack.tif", (1200,))
    put_model(tmp_path / "models", load_model(), monkeypatch)
    monkeypatch.setenv("PATH", str(tmp_path))
    [outcome] = read_pages(stack, ReaderConfig())
    assert outcome.reading
    assert READ in outcome.reading.text


@pytest.mark.parametrize("engine", [PROGRAM, LIBRARY])
@pytest.mark.parametrize("damage", ["empty", "cut", "zeros", "a web page"])
def test_a_damaged_model_is_refused_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str, damage: str
) -> None:
    if engine == LIBRARY:
        pytest.importorskip("tesserocr")
    sound = load_model()
    data = {"empty": b"", "cut": sound[: len(sound) // 2], "zeros": bytes(len(sound)), "a web page": b"<html>" * 9999}
    put_model(tmp_path / "models", data[damage], monkeypatch)
    error = refuse(ReaderConfig(engine=engine))
    assert isinstance(error, ModelDamaged)
    assert "mô hình nhận dạng bị hỏng" in error.message("vi")


def test_a_model_damaged_inside_marks_its_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("tesserocr")
    stack = make_stack(tmp_path / "stack.tif", (1200, 1200))
    put_model(tmp_path / "models", spoil_network(load_model()), monkeypatch)
    outcomes = read_pages(stack, ReaderConfig(engine=LIBRARY), 2)
    assert [outcome.problem.code if outcome.problem else None for outcome in outcomes] == ["model_damaged"] * 2


@pytest.mark.parametrize("engine", [PROGRAM, LIBRARY])
def test_a_model_without_vietnamese_letters_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    if engine == LIBRARY:
        pytest.importorskip("tesserocr")
    put_model(tmp_path / "models", load_model("eng"), monkeypatch)
    error = refuse(ReaderConfig(engine=engine))
    assert isinstance(error, EngineRefused)
    assert "không viết được đủ chữ tiếng Việt" in error.message("vi")
    assert "ệ" in error.detail


def test_a_model_changed_under_a_run_marks_its_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stack = make_stack(tmp_path / "stack.tif", (1200,))
    model = put_model(tmp_path / "models", load_model(), monkeypatch)
    with ReadingPool(1, Limits(), ReaderConfig()) as pool:
        model.write_bytes(model.read_bytes() + b"\0")
        [outcome] = pool.read(stack, SOURCE, [1])
    assert outcome.problem
    assert outcome.problem.code == "engine_changed"


def test_a_crash_inside_the_library_costs_its_page_alone(tmp_path: Path) -> None:
    pytest.importorskip("tesserocr")
    stack = make_stack(tmp_path / "stack.tif", (1200, CRASHING, 1200))
    outcomes = read_pages(stack, read_alone("open_straying"), 3)
    assert [outcome.problem.code if outcome.problem else None for outcome in outcomes] == [None, "page_crash", None]
    died = outcomes[1].problem.message_vi if outcomes[1].problem else ""
    assert any(f"exit -{number}" in died for number in (signal.SIGSEGV, signal.SIGBUS))
    assert all(outcome.reading and READ in outcome.reading.text for outcome in (outcomes[0], outcomes[2]))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_program_that_fails_leaves_no_words_of_its_own_making(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    engine = open_tesseract(("vie",), tmp_path)
    monkeypatch.setenv("PATH", str(make_program(tmp_path / "bin", fault)), prepend=":")
    image = np.asarray(draw_page((READ,), (700, 200), 40).convert("L"))
    if fault in ("rubbish", "broken letters"):
        [words] = engine.recognise([image], Mode.PAGE, 150, 20)
        assert [word.text for word in words] == (["trang"] if fault == "broken letters" else [])
        return
    with pytest.raises(PageTimeout if fault == "hung" else PageError):
        engine.recognise([image], Mode.PAGE, 150, 0.5 if fault == "hung" else 20)


def test_a_program_killed_on_every_page_marks_every_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stack = make_stack(tmp_path / "stack.tif", (1200, 1200))
    monkeypatch.setenv("PATH", str(make_program(tmp_path / "bin", "killed")), prepend=":")
    outcomes = read_pages(stack, ReaderConfig(engine=PROGRAM), 2)
    assert [outcome.problem.code if outcome.problem else None for outcome in outcomes] == ["page_failed"] * 2
    assert all(outcome.problem and "Hãy" in outcome.problem.message_vi for outcome in outcomes)


def test_a_program_gone_after_the_start_marks_its_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stack = make_stack(tmp_path / "stack.tif", (1200,))
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("tesseract", "sh"):
        (folder / name).symlink_to(shutil.which(name) or "")
    monkeypatch.setenv("PATH", str(folder))
    with ReadingPool(1, Limits(), ReaderConfig(engine=PROGRAM)) as pool:
        (folder / "tesseract").unlink()
        [outcome] = pool.read(stack, SOURCE, [1])
    assert outcome.problem
    assert outcome.problem.code == "engine_missing"
