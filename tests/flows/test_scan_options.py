"""Choosing a scanner's own names. The listings follow the layout of `scanimage -A` for kinds of real backends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.scan_options import choose_settings, choose_source, is_feeder, parse_options
from pipeline.errors import ScannerOption

DRIVERLESS = """
All options specific to device `airscan:e0:Office copier':
  Standard:
    --resolution 75|100|150|200|300|600dpi [300]
        Sets the resolution of the scanned image.
    --mode Lineart|Gray|Color [Color]
        Selects the scan mode (e.g., lineart, monochrome, or color).
    --source Flatbed|ADF|ADF Duplex [Flatbed]
        Selects the scan source (such as a document-feeder).
  Geometry:
    -l 0..215.9mm [0]
        Top-left x position of scan area.
    -x 0..215.9mm [215.9]
        Width of scan-area.
    -y 0..355.6mm (in steps of 0.1) [296.9]
        Height of scan-area.
"""
SIDES_BY_MODE = """
  Scan Mode:
    --mode Binary|Gray|Color [Color]
    --resolution 200|400|1200dpi [200]
    --source Flatbed|Automatic Document Feeder [Flatbed]
  Optional equipment:
    --adf-mode Simplex|Duplex [Simplex]
        Selects the ADF mode (simplex/duplex)
"""
SIDES_BY_SWITCH = """
    --source ADF Back|ADF Front|Card Front [ADF Front]
    --mode 24bit Color[Fast]|True Gray|Black & White [24bit Color[Fast]]
    --duplex[=(yes|no)] [no]
    --brightness -100..100% (in steps of 1) [inactive]
    --page-width 0..224.846mm (in steps of 0.0211639) [215.872]
    --page-height 0..876.695mm (in steps of 0.0211639) [279.364]
    -x 0..215.872mm (in steps of 0.0211639) [215.872]
    -y 0..279.364mm (in steps of 0.0211639) [279.364]
"""
ALIGNED = """
    --source FlatBed|Automatic Document Feeder(left aligned,Duplex)|Automatic Document Feeder(left aligned) [FlatBed]
"""
A4 = (210.0, 297.0)


@pytest.mark.parametrize(
    ("listing", "wanted", "expected"),
    [
        (DRIVERLESS, None, "ADF"),
        (DRIVERLESS, "adf", "ADF"),
        (DRIVERLESS, "duplex", "ADF Duplex"),
        (DRIVERLESS, "flatbed", "Flatbed"),
        (DRIVERLESS, "adf duplex", "ADF Duplex"),
        (SIDES_BY_MODE, "duplex", "Automatic Document Feeder"),
        (SIDES_BY_SWITCH, None, "ADF Front"),
        (SIDES_BY_SWITCH, "ADF Back", "ADF Back"),
        (ALIGNED, None, "Automatic Document Feeder(left aligned)"),
        (ALIGNED, "duplex", "Automatic Document Feeder(left aligned,Duplex)"),
        (ALIGNED, "flatbed", "FlatBed"),
        ("    --source Flatbed [Flatbed]", None, "Flatbed"),
        ("    --mode Gray [Gray]", None, None),
    ],
)
def test_finds_the_source_under_the_devices_own_name(listing: str, wanted: str | None, expected: str | None) -> None:
    assert choose_source(parse_options(listing), wanted) == expected


def test_a_source_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(ScannerOption, match="Flatbed"):
        choose_source(parse_options("    --source Flatbed [Flatbed]"), "adf")


@pytest.mark.parametrize(
    ("source", "wanted", "expected"),
    [
        ("ADF", None, True),
        ("Flatbed", None, False),
        ("Flatbed", "flatbed", False),
        (None, None, False),
        (None, "adf", True),
        (None, "duplex", True),
        ("Document Feeder", None, True),
    ],
)
def test_only_a_feeder_gives_more_than_one_page(source: str | None, wanted: str | None, expected: bool) -> None:
    assert is_feeder(source, wanted) is expected


def _settings(listing: str, wanted: str | None, mode: str = "Color", resolution: int = 300) -> list[str]:
    options = parse_options(listing)
    source = choose_source(options, wanted)
    return choose_settings(options, source=source, wanted=wanted, mode=mode, resolution=resolution, paper=A4)


def test_asks_for_colour_resolution_and_paper() -> None:
    assert _settings(DRIVERLESS, "duplex") == ["--mode", "Color", "--resolution", "300", "-x", "210", "-y", "297"]


def test_both_sides_through_the_feeders_mode_and_a_finer_resolution() -> None:
    assert _settings(SIDES_BY_MODE, "duplex") == ["--adf-mode", "Duplex", "--mode", "Color", "--resolution", "400"]


def test_both_sides_through_a_switch_and_the_sheets_size_before_the_area() -> None:
    assert _settings(SIDES_BY_SWITCH, "duplex") == [
        *("--duplex=yes", "--mode", "24bit Color[Fast]"),
        *("--page-width", "210", "-x", "210", "--page-height", "297", "-y", "279.364"),
    ]


@pytest.mark.parametrize(("mode", "expected"), [("Gray", "True Gray"), ("Lineart", "Black & White")])
def test_modes_by_meaning(mode: str, expected: str) -> None:
    assert expected in _settings(SIDES_BY_SWITCH, None, mode)


def test_options_that_cannot_be_set_now_are_left_alone() -> None:
    assert "--brightness" not in parse_options(SIDES_BY_SWITCH)


@pytest.mark.parametrize(("mode", "resolution"), [("Infrared", 300), ("Color", 2400)])
def test_what_the_device_lacks_is_refused(mode: str, resolution: int) -> None:
    with pytest.raises(ScannerOption):
        _settings(SIDES_BY_MODE, None, mode, resolution)


def test_both_sides_on_a_one_sided_feeder_are_refused() -> None:
    with pytest.raises(ScannerOption):
        _settings("    --source Flatbed|ADF [Flatbed]", "duplex")


@given(st.text())
def test_any_listing_parses(listing: str) -> None:
    parse_options(listing)


@given(st.from_regex(r"( {4}--?[a-z]{1,9}(\[=\([a-z|]{0,9}\)\])? [ -~]{0,40}\n){0,5}", fullmatch=True))
def test_any_option_lines_parse(listing: str) -> None:
    for choice in parse_options(listing).values():
        assert (choice.low is None) == (choice.high is None)
