"""Made-up communes and districts below real provinces, as they stood before and after 07/2025."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

MERGER = date(2025, 7, 1)
COMMUNES = (
    "Tân Thạnh", "Hòa Bình", "Đông Sơn", "Mỹ Thuận", "Ẳng Nưa", "Thạch Bằng", "Vĩnh Quỳnh", "Phước Hưng", "Nghĩa Lộ",
    "Long Điền", "Cẩm Thủy", "Phú Nhuận", "Quảng Uyên", "Bình Khánh", "Hữu Lũng", "Kỳ Sơn", "Đắk Rve", "Ia Tơi",
    "Xuân Lộc", "An Khương", "Sơn Mỹ", "Thụy Khuê", "Yên Nghĩa", "Trường Thịnh", "Lộc Ngãi", "Đức Phổ", "Cổ Lễ",
    "Tam Kỳ", "Hải Hậu", "Mường Ảng", "Khoái Châu", "Nhơn Hội", "Tịnh Ấn", "Gò Dầu", "Chợ Lầu", "Bảo Ái", "Lũng Cú",
    "Thuận Nghĩa Hòa", "Võ Miếu", "Xã Đàn", "Ỷ La", "Đoài Phương", "Thượng Lâm", "Ngũ Hiệp", "Cư M'gar", "Hưng Mỹ",
)  # fmt: skip
DISTRICTS = (
    "Ba Tơ", "Thạch Hà", "Mỹ Đức", "Quỳnh Nhai", "Tuần Giáo", "Cẩm Giàng", "Phù Cừ", "Vĩnh Lợi", "Đại Từ", "Hoài Nhơn",
    "Bình Sơn", "Kỳ Anh", "Nghi Lộc", "Sóc Sơn", "Lý Nhân", "Đầm Dơi", "Gò Quao", "Yên Thủy", "Thoại Sơn", "Hữu Lũng",
    "Ẳng Mường", "Nghĩa Đàn", "Krông Búk", "Đức Huệ", "Bảo Lạc", "Thường Xuân", "Triệu Sơn", "Ý Yên", "Tiểu Cần",
)  # fmt: skip
STREETS = (
    "Nguyễn Trãi", "Lê Lợi", "Trần Hưng Đạo", "Hai Bà Trưng", "Phạm Ngũ Lão", "Quang Trung", "Võ Thị Sáu",
    "Lý Tự Trọng",
    "Hoàng Hoa Thám", "Ngô Quyền", "Bà Huyện Thanh Quan", "Cách Mạng Tháng Tám", "Đề Thám", "Nguyễn Văn Cừ", "Kỳ Đồng",
)  # fmt: skip
HAMLETS = ("Thôn", "Ấp", "Tổ dân phố", "Bản", "Khu phố", "Xóm", "Tổ")
HAMLET_NAMES = (
    "Đông", "Đoài", "Thượng", "Hạ", "Bình An", "Phú Mỹ", "Nà Lũng", "Vĩnh Hưng", "Gò Sỏi", "Lũy Tre", "Cầu Vồng",
    "Bãi Đá",
    "Đồng Vỡ", "Kẽm Trống", "Tân Lập", "Suối Cẩn", "Rẫy Mới", "Lạc Sỹ",
)  # fmt: skip


@dataclass(frozen=True)
class Province:
    """A province of before 07/2025 with its citizen-ID prefix and agency code, and the one it went into."""

    code: str
    name: str
    kind: str
    agency: str
    new_name: str
    new_kind: str


@dataclass(frozen=True)
class Place:
    """Where somebody lives: house or hamlet, commune, district (of before 07/2025) and province."""

    detail: str
    commune_kind: str
    commune: str
    district_kind: str
    district: str
    province: Province

    def full(self, day: date, *, detail: bool = True) -> str:
        """The address as written on a paper of that day: with district before 07/2025, without it after."""
        parts = [self.detail] if detail else []
        parts.append(f"{self.commune_kind} {self.commune}")
        if day < MERGER:
            parts += [f"{self.district_kind} {self.district}", f"{self.province.kind.lower()} {self.province.name}"]
        else:
            parts.append(f"{self.province.new_kind.lower()} {self.province.new_name}")
        return ", ".join(parts)

    def bare(self, day: date, *, detail: bool = True) -> str:
        """The address as on an identity card: names alone."""
        parts = ([self.detail] if detail else []) + [self.commune]
        parts += [self.district, self.province.name] if day < MERGER else [self.province.new_name]
        return ", ".join(parts)

    def seat(self, day: date) -> str:
        """The place name that stands before the date of its papers."""
        return self.commune

    def province_on(self, day: date) -> tuple[str, str]:
        """Kind and name of the province on that day."""
        if day < MERGER:
            return self.province.kind, self.province.name
        return self.province.new_kind, self.province.new_name


@cache
def provinces() -> tuple[Province, ...]:
    """The 63 provinces of before the merger."""
    with (Path(__file__).parent / "data" / "provinces.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Province(row["cccd"], row["name"], row["kind"], row["org"], row["new_name"], row["new_kind"])
            for row in csv.DictReader(file)
        )


def make_place(rng: Random, province: Province | None = None) -> Place:
    """A made-up address; urban where its commune is a ward."""
    province = province or rng.choice(provinces())
    urban = rng.random() < (0.7 if province.kind == "Thành phố" else 0.3)
    if urban:
        detail = f"Số {rng.randint(1, 380)} đường {rng.choice(STREETS)}"
        if rng.random() < 0.4:
            detail = f"Tổ {rng.randint(1, 30)}"
        district_kind = "quận" if province.kind == "Thành phố" else rng.choice(("thành phố", "thị xã"))
        commune_kind = "phường"
    else:
        hamlet = rng.choice(HAMLETS)
        detail = f"{hamlet} {rng.choice(HAMLET_NAMES) if rng.random() < 0.6 else rng.randint(1, 14)}"
        district_kind, commune_kind = "huyện", "xã"
    return Place(detail, commune_kind, rng.choice(COMMUNES), district_kind, rng.choice(DISTRICTS), province)


def neighbour(rng: Random, place: Place) -> Place:
    """Another address in the same commune."""
    other = make_place(rng, place.province)
    detail = other.detail if other.commune_kind == place.commune_kind else f"Số {rng.randint(1, 200)}"
    return Place(detail, place.commune_kind, place.commune, place.district_kind, place.district, place.province)
