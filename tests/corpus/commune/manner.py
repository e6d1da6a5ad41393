"""How a paper of the commune edition is set: as the circular has it, or as hospitals, programs and clerks set it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from random import Random

from tests.corpus.heldout.manner import CARDS, CERTIFICATES, FULL, LETTERS, OWN
from tests.corpus.regional.manner import FORMS, RegionalManner, draw
from tests.corpus.regional.manner import choose_manner as choose_regional

EXTRACTS = frozenset(("TLKS_BS", "TLKH_BS", "TLKT", "XNTTHN"))
HOSPITALS = frozenset(("GCS", "GBT"))
COUNTED = FORMS | HOSPITALS | {"GUQ", "HOPDONG", "GTN_BS", "GTN"}
ROWS: tuple[tuple[frozenset[str], dict[str, float]], ...] = (
    (LETTERS | CARDS | OWN, {"inline": 1}),
    (frozenset(("GCN_DAT", "SHK")), {"inline": 88, "colon": 12}),
    (frozenset(("GKS",)), {"inline": 80, "colon": 10, "above": 10}),
    (frozenset(("GCNKH",)), {"inline": 80, "above": 20}),
    (EXTRACTS, {"inline": 66, "colon": 10, "ledger": 10, "cells": 14}),
    (HOSPITALS, {"inline": 54, "cells": 28, "ledger": 8, "colon": 10}),
    (FORMS, {"inline": 48, "ledger": 20, "cells": 16, "above": 8, "pairs": 8}),
    (frozenset(("CHUNGTHUC",)), {"inline": 1}),
    (frozenset(("GUQ", "HOPDONG")), {"inline": 88, "pairs": 12}),
    (frozenset(("GTN", "GTN_BS")), {"inline": 84, "colon": 16}),
)
OTHERS = {"inline": 74, "cells": 9, "ledger": 7, "colon": 6, "pairs": 4}
HEADS = {"standard": 60, "stacked": 8, "low": 14, "right": 18}
DAYS = {"short": 58, "long": 14, "bare": 12, "dash": 10, "dot": 6}
IDENTITIES = {"law": 50, "comma": 22, "colon": 18, "short": 5, "number": 5}
HINTS = {"": 50, "(Ký, ghi rõ họ tên)": 25, "(Chữ ký, họ và tên)": 15, "(Ký tên, ghi họ tên)": 10}
COUNTING = {"": 62, "1.": 12, "1/": 8, "1)": 6, "-": 12}
SWAPS = {
    "GTN": (("so_dien_thoai", "so_giay_to"),),
    "GCS": (("me_noi_cu_tru", "me_bhyt"),),
    "GBT": (("noi_chet", "nguyen_nhan"),),
    "TOKHAI_KT": (("noi_chet", "nguyen_nhan"),),
    "TOKHAI_KS": (("ks_noi_sinh", "ks_que_quan"),),
    "TOKHAI_XNTTHN": (("nyc_noi_cu_tru", "nyc_giay_to"),),
}
"""Rows (by their first key) that stand after another one on forms of other years."""
JOINS = {
    "GKS": (("ngay_sinh", "ngay_sinh_chu"), ("me_ho_ten", "me_nam_sinh"), ("cha_ho_ten", "cha_nam_sinh")),
    "TLKS_BS": (("ngay_sinh", "ngay_sinh_chu"), ("noi_dang_ky", "so_dang_ky")),
    "TLKH_BS": (("vo_ho_ten", "vo_ngay_sinh"), ("chong_ho_ten", "chong_ngay_sinh"), ("noi_dang_ky", "so_dang_ky")),
    "TLKT": (("ho_ten", "ngay_sinh"), ("giay_bao_tu_so", "giay_bao_tu_noi_cap"), ("noi_dang_ky", "so_dang_ky")),
    "XNTTHN": (("ho_ten", "ngay_sinh"), ("gioi_tinh", "dan_toc"), ("cu_tru_tai", "tu_ngay")),
    "GCS": (("me_ho_ten", "me_nam_sinh"), ("me_giay_to_so", "me_giay_to_ngay_cap"), ("noi_sinh", "so_con")),
    "GBT": (("ho_ten", "ngay_sinh"), ("thoi_diem_chet", "ngay_chet_chu")),
    "GCN_HKD": (("von", "von_chu"), ("chu_ho_giay_to_so", "chu_ho_giay_to_noi_cap")),
    "TOKHAI_HKD": (("von", "von_chu"), ("chu_ho_giay_to_so", "chu_ho_giay_to_ngay_cap")),
    "GCN_DAT": (("dien_tich", "dien_tich_chu"),),
    "HOPDONG": (("gia", "gia_chu"),),
    "TOKHAI_KS": (("ks_ngay_sinh", "ks_ngay_sinh_chu"), ("me_ho_ten", "me_nam_sinh"), ("cha_ho_ten", "cha_nam_sinh")),
    "TOKHAI_KT": (("ho_ten", "ngay_sinh"), ("ngay_chet", "noi_chet")),
    "TOKHAI_XNTTHN": (("ho_ten", "ngay_sinh"),),
    "TOKHAI_TL": (("noi_dang_ky", "ngay_dang_ky"),),
    "TOKHAI_DAT": (("so_vao_so", "so_seri"),),
}
"""Rows (by their first keys) that offices set as one."""
SECTIONS = {
    "TOKHAI_KS": {
        "nyc_ho_ten": "Thông tin về người yêu cầu",
        "ks_ho_ten": "Thông tin về người được khai sinh",
        "me_ho_ten": "Thông tin về mẹ",
        "cha_ho_ten": "Thông tin về cha",
    },
    "TOKHAI_XNTTHN": {
        "nyc_ho_ten": "Thông tin về người yêu cầu",
        "ho_ten": "Thông tin về người được cấp giấy xác nhận",
    },
    "TOKHAI_KT": {"nyc_ho_ten": "Thông tin về người yêu cầu", "ho_ten": "Thông tin về người chết"},
    "TOKHAI_TL": {
        "nyc_ho_ten": "Thông tin về người yêu cầu",
        "ho_ten": "Thông tin về người được cấp bản sao",
        "noi_dang_ky": "Thông tin đăng ký hộ tịch",
    },
    "TLKH_BS": {"chong_ho_ten": "Thông tin về chồng", "vo_ho_ten": "Thông tin về vợ"},
    "GCS": {"me_ho_ten": "Thông tin về mẹ", "thoi_diem_sinh": "Thông tin về lần sinh"},
}
"""Headings that programs print before the rows of a person, by the key that begins the rows."""


@dataclass(frozen=True)
class CommuneManner(RegionalManner):
    """The choices of one paper."""

    joins: dict[str, str]
    """Rows (first key) that another one (second) goes on from."""
    sections: str
    """How headings before the rows of a person are set: `roman`, `capital` or `plain`; empty for none."""
    names: str
    """How names of persons are filled in: as usual, `capital` or `plain`."""
    coded: bool
    """Whether the number of the form stands at its head."""
    brief: bool
    """Whether the agency is `UBND XÃ ...`."""
    columns: int
    """Which order the columns of tables have; 0 for the usual one."""
    lettered: bool
    """Whether the columns of tables are numbered below their heads."""
    signer: float
    """Which of the offices' ways the words above a signature follow."""


def pairs(rng: Random, table: dict[str, tuple[tuple[str, str], ...]], kind: str, share: float) -> dict[str, str]:
    """Some of the pairs of keys that a table has for the type."""
    return dict(pair for pair in table.get(kind, ()) if rng.random() < share)


def choose_manner(rng: Random, kind: str) -> CommuneManner:
    """Choices that fit the type; what the law prescribes is the usual one."""
    fixed = kind in LETTERS | CARDS | OWN
    rows = draw(rng, next((shares for kinds, shares in ROWS if kind in kinds), OTHERS))
    spacing = rng.uniform(1.0, 1.2)
    if rows == "above" and kind not in CERTIFICATES:
        spacing = rng.uniform(0.84, 0.92)
    elif kind in CERTIFICATES | FULL:
        spacing = rng.uniform(0.84, 0.94) if rows == "inline" else rng.uniform(0.78, 0.86)
    return CommuneManner(
        **asdict(choose_regional(rng, kind))
        | {
            "rows": rows,
            "labels": "plain" if fixed else draw(rng, {"plain": 84, "bold": 9, "italic": 7}),
            "sign": draw(rng, {".": 74, "…": 18, ". ": 8}),
            "head": "standard" if fixed or kind == "GCNKH" else draw(rng, HEADS),
            "day": "short" if kind in CARDS else draw(rng, DAYS),
            "spacing": spacing,
            "identity": draw(rng, IDENTITIES),
            "counting": draw(rng, COUNTING) if kind in COUNTED - {"GTN"} and rows != "ledger" else "",
            "swaps": pairs(rng, SWAPS, kind, 0.35),
            "rules": draw(rng, {"all": 84, "shaded": 16}),
            "notes": kind in FORMS and rng.random() < 0.35,
            "signing_room": rng.uniform(0.0, 4.0) if kind not in FULL | CERTIFICATES else 0.0,
            "hint": draw(
                rng, {"": 50, "(Ký, ghi rõ họ tên)": 25, "(Chữ ký, họ và tên)": 15, "(Ký tên, ghi họ tên)": 10}
            ),
        },
        joins={} if rows == "ledger" else pairs(rng, JOINS, kind, 0.8 if rows == "cells" else 0.5),
        sections=draw(rng, {"": 60, "roman": 18, "capital": 8, "plain": 14}) if kind in SECTIONS else "",
        names=draw(rng, {"": 64, "capital": 24, "plain": 12}),
        coded=rng.random() < 0.5,
        brief=not fixed and rng.random() < 0.2,
        columns=rng.choice((0, 0, 1, 2)),
        lettered=rng.random() < 0.2,
        signer=rng.random(),
    )
