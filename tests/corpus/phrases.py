"""Sentences of administrative papers with places to fill in, and the offices that exchange them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from tests.corpus.edition import DEVELOPMENT, Edition

OFFICES = (
    ("Sở Tư pháp", "STP"), ("Sở Nội vụ", "SNV"), ("Sở Tài chính", "STC"), ("Phòng Kinh tế", "PKT"),
    ("Phòng Văn hóa - Xã hội", "VHXH"),
    ("Sở Nông nghiệp và Môi trường", "SNNMT"), ("Thanh tra tỉnh", "TTr"),
    ("Trung tâm Phục vụ hành chính công", "TTPVHCC"), ("Sở Y tế", "SYT"),
)  # fmt: skip
RECEIVERS = (
    "Như trên", "Như Điều 4", "Thường trực Đảng ủy", "Thường trực HĐND", "Chủ tịch, các PCT UBND",
    "Các phòng, ban chuyên môn",
    "Ủy ban MTTQ và các đoàn thể", "Công an, Quân sự xã", "Cổng Thông tin điện tử", "Lưu: VT, VP",
    "Trưởng các thôn, bản", "Sở Nội vụ (b/c)",
)  # fmt: skip
KINDS = {
    "NQ": ("NGHỊ QUYẾT", "NQ-HĐND"), "QD": ("QUYẾT ĐỊNH", "QĐ-UBND"), "TB": ("THÔNG BÁO", "TB-UBND"),
    "BC": ("BÁO CÁO", "BC-UBND"),
    "TTR": ("TỜ TRÌNH", "TTr-UBND"), "KH": ("KẾ HOẠCH", "KH-UBND"), "CT": ("CHỈ THỊ", "CT-UBND"),
    "GM": ("GIẤY MỜI", "GM-UBND"),
    "BB": ("BIÊN BẢN", "BB-UBND"),
}  # fmt: skip


def phrases(kind: str, edition: Edition = DEVELOPMENT) -> tuple[str, ...]:
    """The sentences of a kind: topics, bases, paragraphs or articles."""
    return tuple(_read_phrases(edition.phrases)[kind])


@cache
def _read_phrases(path: Path) -> dict[str, list[str]]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
