"""One office for all tests of the command line: its servers, and a folder of scans digitised once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.office import CARD, CODE, DECISION, LETTER, LOOSE, MINUTES, ROOT, SECOND_PAGE, Office, Result, age
from tests.cli.office import draw_slip as draw
from tests.conftest import make_home

DPI = (200, 200)


@dataclass(frozen=True)
class Digitised:
    """A folder of every kind of file, digitised: what was said, and the JSON written."""

    folder: Path
    result: Result
    report: dict[str, Any]


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    with make_home() as settings:
        yield Office(settings.data)


@pytest.fixture(scope="session")
def digitised(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Digitised:
    folder = tmp_path_factory.mktemp("scans")
    fill_folder(office, folder)
    written = folder.parent / f"{folder.name}.json"
    result = office.run("digitise", folder, "--json", written)
    assert written.exists(), result
    return Digitised(folder, result, json.loads(written.read_text("utf-8")))


def fill_folder(office: Office, folder: Path) -> None:
    """PDF, TIFF, JPEG, PNG, HEIC, a pile opened by a separator sheet, and what goes wrong at a scanner."""
    draw(DECISION).save(folder / "01.quyet-dinh.pdf", save_all=True, append_images=[draw(SECOND_PAGE)], resolution=200)
    shutil.copy(folder / "01.quyet-dinh.pdf", folder / "02.ban-sao.pdf")
    draw(LETTER).save(folder / "03.cong-van.tif", save_all=True, append_images=[draw(MINUTES)], dpi=DPI)
    for number, lines in enumerate(LOOSE, 1):
        draw(lines).save(folder / f"04.to-{number}.jpg", dpi=DPI, quality=90)
    pile = folder / "05.ho-so"
    pile.mkdir()
    assert office.run("separator", "--dossier", CODE, "--out", pile / "01.pdf").code == 0
    draw(CARD).save(pile / "02.png", dpi=DPI)
    shutil.copy(ROOT / "samples" / "dossiers" / "05-ho-kinh-doanh" / "01.heic", folder / "06.dien-thoai.heic")
    (folder / "07.hong.pdf").write_bytes((folder / "01.quyet-dinh.pdf").read_bytes()[:3000])
    (folder / "08.rong.png").touch()
    age(folder)
