"""Every type's labels and values in every manner of print: nearly all are read, and hardly any is read wrong."""

from __future__ import annotations

import pytest

from pipeline.catalog import Catalog, load_catalog
from pipeline.classify import PageView
from pipeline.extract.fields import extract_fields
from pipeline.extract.glosses import without_glosses
from pipeline.letters import squeeze

from .manners import MANNERS, set_form
from .papers import lay_out

_LEAST = 0.88
_MOST_WRONG = 0.06


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.mark.parametrize("name", MANNERS)
def test_forms_are_read_in_every_manner(name: str, catalog: Catalog) -> None:
    right = wrong = count = 0
    for kind in catalog.types.values():
        if kind.faces or not kind.titles:
            continue
        reading, wanted = set_form(kind, MANNERS[name])
        if len(wanted) < 4:
            continue
        fields, _ = extract_fields("paper", kind, [PageView(reading, catalog)], catalog)
        for key, value in wanted.items():
            count += 1
            if key in fields:
                same = squeeze(fields[key].value) == squeeze(value)
                right += same
                wrong += not same
    assert right >= _LEAST * count
    assert wrong <= _MOST_WRONG * count


@pytest.mark.parametrize(
    ("printed", "bare"),
    [
        ("Họ và tên / Full name: NGUYỄN VĂN AN", "Họ và tên : NGUYỄN VĂN AN"),
        ("Họ và tên (Full name): NGUYỄN VĂN AN", "Họ và tên : NGUYỄN VĂN AN"),
        ("Họ và tên (ghi bằng chữ in hoa): NGUYỄN VĂN AN", "Họ và tên : NGUYỄN VĂN AN"),
        ("Nơi sinh (1): xã Hòa Bình", "Nơi sinh : xã Hòa Bình"),
        ("Họ và tên/Full name: NGUYỄN VĂN AN", "Họ và tên : NGUYỄN VĂN AN"),
        ("Ksor Hnao, xã Ia Pa", "Ksor Hnao, xã Ia Pa"),
        ("Nơi cấp (ghi bằng chữ: hai)", "Nơi cấp (ghi bằng chữ: hai)"),
        ("Căn cước / CMND: 001090123456", "Căn cước / CMND: 001090123456"),
    ],
)
def test_glosses_are_taken_out_of_a_line(printed: str, bare: str, catalog: Catalog) -> None:
    (row,) = PageView(lay_out([printed]), catalog).lines
    kept = without_glosses(row)
    assert kept is not None
    assert kept.text == bare
