"""The request to complete a dossier as it leaves the printer, its text read back."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from archive.supplement import write_supplement
from pipeline.supplement import Supplement, Wanted

REQUEST = Supplement(
    agency="ỦY BAN NHÂN DÂN XÃ HÒA BÌNH",
    desk="",
    place="Hòa Bình",
    day=date(2026, 10, 6),
    code="H47.06-261005-0155",
    applicant="Trần Thị Thử",
    address="Tổ 1, xã Hòa Bình, tỉnh Thử Nghiệm",
    phone="0901234567",
    email="",
    procedure="Đăng ký khai sinh",
    wanted=(
        Wanted("Tờ khai đăng ký khai sinh", "Chưa có trong hồ sơ.", "01 bản chính"),
        Wanted("Giấy chứng sinh", "Bản đã nộp hết hiệu lực ngày 05/08/2026.", "01 bản chính", "Bản điện tử thay được."),
    ),
    until=date(2026, 10, 20),
)


def print_out(request: Supplement, out: Path) -> list[str]:
    """The pages' text, white space folded."""
    write_supplement(request, out)
    done = subprocess.run(["pdftotext", "-layout", str(out), "-"], capture_output=True, text=True, check=True)
    return [" ".join(page.split()) for page in done.stdout.split("\f") if page.strip()]


def test_reads_back_as_it_was_meant(tmp_path: Path) -> None:
    (page,) = print_out(REQUEST, tmp_path / "slip.pdf")
    for text in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN XÃ HÒA BÌNH",
        "Mã hồ sơ: H47.06-261005-0155",
        "Hòa Bình, ngày 06 tháng 10 năm 2026",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Hồ sơ của: Trần Thị Thử",
        "Nội dung yêu cầu giải quyết: Đăng ký khai sinh",
        "Tờ khai đăng ký khai sinh 01 bản chính Chưa có trong hồ sơ.",
        "Bản điện tử thay được.",
        "trước hết ngày 20/10/2026",
        "NGƯỜI HƯỚNG DẪN",
    ):
        assert text in page


def test_what_was_not_read_is_left_to_the_pen(tmp_path: Path) -> None:
    (page,) = print_out(replace(REQUEST, agency="", applicant="", code="", until=None), tmp_path / "slip.pdf")
    for label in ("Hồ sơ của:", "Mã hồ sơ:", "Email:", "trước hết ngày"):
        assert f"{label} ......" in page
    assert "None" not in page


def test_many_papers_go_over_pages_and_both_sign_at_the_end(tmp_path: Path) -> None:
    wanted = tuple(Wanted(f"Giấy tờ thứ {number}", "Chưa có trong hồ sơ.") for number in range(1, 41))
    first, *rest = print_out(replace(REQUEST, wanted=wanted), tmp_path / "slip.pdf")
    assert rest
    assert "Giấy tờ thứ 1 " in first
    assert "Giấy tờ thứ 40 " in " ".join(rest)
    assert "Thời hạn bổ sung" in rest[-1]
    assert "NGƯỜI NỘP HỒ SƠ NGƯỜI HƯỚNG DẪN" in rest[-1]


def test_is_a4_with_its_fonts_inside(tmp_path: Path) -> None:
    out = tmp_path / "slip.pdf"
    write_supplement(REQUEST, out)
    info = subprocess.run(["pdfinfo", str(out)], capture_output=True, text=True, check=True).stdout
    assert "(A4)" in info
    fonts = subprocess.run(["pdffonts", str(out)], capture_output=True, text=True, check=True).stdout
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in fonts.splitlines()[2:])


def test_asks_for_nothing_only_by_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing"):
        write_supplement(replace(REQUEST, wanted=()), tmp_path / "slip.pdf")
    assert not (tmp_path / "slip.pdf").exists()
