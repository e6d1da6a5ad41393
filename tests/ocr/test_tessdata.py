from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.tessdata import list_folders, parse_unicharset, pick_models, read_alphabet
from ocr.tesseract import ask_folder
from pipeline.errors import EngineRefused, ModelDamaged


def write_model(path: Path, parts: dict[int, bytes], order: str = "<", count: int = 24) -> Path:
    """A model file with the given parts, by their numbers."""
    starts, place = [-1] * count, 4 + 8 * count
    for number in sorted(parts):
        starts[number] = place
        place += len(parts[number])
    head = struct.pack(f"{order}i{count}q", count, *starts)
    path.write_bytes(head + b"".join(parts[number] for number in sorted(parts)))
    return path


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_alphabet_is_that_of_the_network(tmp_path: Path, order: str) -> None:
    parts = {1: b"2\nx 0\n", 17: b"net", 21: "2\nế 3 rest\na\u0302 0\n".encode(), 23: b"5.0"}
    assert read_alphabet(write_model(tmp_path / "m", parts, order)) == {"ế", "â"}


def test_the_alphabet_is_what_tesseract_s_own_tool_takes_out(tmp_path: Path) -> None:
    if shutil.which("combine_tessdata") is None:
        pytest.skip("combine_tessdata is not installed")
    model = ask_folder() / "vie.traineddata"
    taken = tmp_path / "vie.lstm-unicharset"
    subprocess.run(["combine_tessdata", "-e", str(model), str(taken)], check=True, capture_output=True)
    assert read_alphabet(model) == parse_unicharset(taken.read_text(encoding="utf-8"))


def test_a_model_without_a_network_is_refused_as_sound(tmp_path: Path) -> None:
    with pytest.raises(EngineRefused) as caught:
        read_alphabet(write_model(tmp_path / "m", {1: b"2\nx 0\n", 23: b"5.0"}))
    assert not isinstance(caught.value, ModelDamaged)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    model = tmp_path_factory.getbasetemp() / "any.traineddata"
    for content in (data, struct.pack("<i", 24) + data):
        model.write_bytes(content)
        try:
            assert read_alphabet(model)
        except EngineRefused as error:
            assert error.detail


def test_models_come_from_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "first", tmp_path / "second" / "tessdata"
    for folder, languages in ((first, ("eng",)), (second, ("eng", "vie"))):
        folder.mkdir(parents=True)
        for language in languages:
            (folder / f"{language}.traineddata").touch()
    assert pick_models(("vie", "eng"), [first, second]) == (second / "vie.traineddata", second / "eng.traineddata")
    with pytest.raises(EngineRefused, match="-xyz"):
        pick_models(("vie", "xyz"), [first, second])
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path / "second"))
    assert second in list_folders()
    assert all(tmp_path in folder.parents for folder in list_folders())
