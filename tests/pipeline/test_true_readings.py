from __future__ import annotations

import pytest

from bench.true_readings import Report, make_papers, measure_papers
from pipeline.catalog import load_catalog
from tests.corpus.fonts import open_font_book

LEAST = 97.0
"""Per cent of the true fields of a type that must come out exactly when nothing was misread."""


@pytest.fixture(scope="module")
def report() -> Report:
    return measure_papers(make_papers(open_font_book(), ("test/1", "test/2", "test/3")), load_catalog())


def test_every_type_of_the_corpus_is_known(report: Report) -> None:
    assert not report.confusions
    written = {
        "BHYT", "CC24", "CCCD21", "CHUNGTHUC", "CMND", "CT07", "GBT", "GCNKH", "GCN_DAT", "GCN_HKD", "GCS", "GKS",
        "GTN",
        "GUQ", "HOPDONG", "QD", "SHK", "TLKH_BS", "TLKS_BS", "TLKT", "TOKHAI_CT01", "TOKHAI_DAT", "TOKHAI_HKD",
        "TOKHAI_KH", "TOKHAI_KS", "TOKHAI_KT", "TOKHAI_TL", "TOKHAI_XNTTHN", "XNTTHN",
    }  # fmt: skip
    assert written <= report.papers.keys()


def test_fields_come_out_exactly_where_nothing_was_misread(report: Report) -> None:
    weak = {kind: score.percent for kind, score in report.fields.items() if score.percent < LEAST}
    assert not weak, [slip for slip in report.slips if slip[0] in weak]


def test_nothing_is_taken_that_does_not_stand_there(report: Report) -> None:
    assert sum(score.invented for score in report.fields.values()) <= 2, report.slips
