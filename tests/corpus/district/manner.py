"""How a paper of the district edition is set: as typed with tabs, run together, or printed by a program."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from random import Random

from tests.corpus.commune.manner import EXTRACTS, HOSPITALS
from tests.corpus.commune.wording import STATE_PRINTED
from tests.corpus.district.sections import SECTIONS
from tests.corpus.heldout.manner import CARDS, CERTIFICATES, FULL, LETTERS, OWN
from tests.corpus.regional.manner import FORMS, RegionalManner, draw
from tests.corpus.regional.manner import choose_manner as choose_regional

TEXTS = frozenset(("GUQ", "HOPDONG", "CHUNGTHUC"))
"""Papers that read as running text."""
RECEIPTS = frozenset(("GTN", "GTN_BS"))
SHOPS = frozenset(("GCN_HKD", "TOKHAI_HKD", "TOKHAI_DAT"))
BOOKLETS = frozenset(("GCN_DAT", "SHK"))
ROWS: tuple[tuple[frozenset[str], dict[str, float]], ...] = (
    (LETTERS | CARDS | OWN, {"inline": 1}),
    (BOOKLETS, {"inline": 55, "stops": 20, "tabbed": 25}),
    (CERTIFICATES, {"inline": 50, "stops": 25, "tabbed": 25}),
    (frozenset(("XNTTHN",)), {"inline": 35, "stops": 15, "tabbed": 25, "run": 25}),
    (EXTRACTS, {"inline": 35, "stops": 25, "tabbed": 25, "lined": 15}),
    (TEXTS, {"inline": 40, "tabbed": 20, "run": 40}),
    (HOSPITALS, {"inline": 30, "stops": 20, "quad": 25, "tabbed": 15, "field": 10}),
    (FORMS, {"inline": 32, "field": 18, "quad": 20, "stops": 15, "tabbed": 15}),
    (RECEIPTS, {"inline": 30, "lined": 30, "tabbed": 25, "stops": 15}),
    (SHOPS, {"inline": 40, "stops": 20, "tabbed": 25, "field": 15}),
)
OTHERS = {"inline": 40, "stops": 25, "tabbed": 20, "quad": 15}
TALL = frozenset(("field", "lined", "quad"))
"""Ways of setting rows in which each label has a line or a cell of its own."""
DAYS = {"short": 55, "hyphen": 17, "words": 18, "wide": 10}
IDENTITIES = {"law": 38, "list": 24, "bracket": 18, "stroke": 12, "number": 8}
BULLETS = {"": 52, "+": 14, "•": 12, "*": 6, "1-": 9, "(1)": 7}
HEADS = {"standard": 30, "wide": 34, "centred": 14, "spread": 22}
SWAPS = {
    "GTN": (("noi_dung", "so_luong"),),
    "GTN_BS": (("ma_ho_so", "dia_chi"), ("bo_sung", "ly_do")),
    "GBT": (("noi_cu_tru_cuoi", "ngay_chet_chu"),),
    "TLKT": (("nguyen_nhan", "giay_bao_tu_noi_cap"),),
    "TLKS_BS": (("noi_sinh", "so_dinh_danh"),),
    "TOKHAI_KT": (("ngay_chet", "nguyen_nhan"),),
    "TOKHAI_HKD": (("chu_ho_lien_lac", "chu_ho_dien_thoai"),),
}
"""Rows (by their first key) that stand after another one on forms of other years."""
NEW_FORMS = date(2016, 1, 1)


@dataclass(frozen=True)
class DistrictManner(RegionalManner):
    """The choices of one paper."""

    sections: str
    """How headings before the rows of a person are set: `underlined`, `band`, `letter` or `part`; empty for none."""
    values: str
    """`bold` or `italic` for values that a program filled in; empty for letters as the form's."""
    framed: bool
    """Whether a line runs around the page."""
    coded: bool
    """Whether the number of the form stands at its top left."""
    foot: bool
    """Whether the program that printed the paper is named at its foot."""
    title: float
    """The size of the title, as a share of the usual one."""
    title_rule: bool
    grouped: bool
    """Whether heads of columns that belong together have a head above them."""
    padded: bool
    """Whether lines of tables are numbered `01`, `02`."""
    beside_signer: str
    """What stands at the left of a signature: `clerk`, `receivers` or nothing."""
    date_line: str
    """How place and day are written: by the law, in figures, without the place, or with a short year's words."""
    addressed: bool
    """Whether `Kính gửi` stands in the middle."""
    starred: bool
    """Whether labels refer to notes at the foot by asterisks."""


def choose_manner(rng: Random, kind: str, day: date) -> DistrictManner:
    """Choices that fit the type and the day."""
    fixed = kind in LETTERS | CARDS | OWN
    rows = draw(rng, next((shares for kinds, shares in ROWS if kind in kinds), OTHERS))
    spacing = rng.uniform(0.92, 1.25)
    if kind in CERTIFICATES | FULL:
        spacing = rng.uniform(0.84, 0.93)
    if rows in TALL:
        spacing = rng.uniform(0.8, 0.9)
    turned = kind not in STATE_PRINTED and rng.random() < 0.3
    if kind == "GCNKH":
        turned = day < NEW_FORMS
    heads = {"standard": 45, "wide": 55} if kind in LETTERS | {"GTN", "GCNKH"} else HEADS
    if kind in HOSPITALS:
        heads = HEADS | {"triple": 60}
    return DistrictManner(
        **asdict(choose_regional(rng, kind))
        | {
            "rows": rows,
            "labels": "plain" if fixed else draw(rng, {"plain": 80, "bold": 8, "italic": 12}),
            "sign": draw(rng, {".": 60, "·": 16, "-": 8, "…": 16}),
            "head": "standard" if kind in CARDS | OWN else draw(rng, heads),
            "day": "short" if kind in CARDS else draw(rng, DAYS),
            "spacing": spacing,
            "column": rng.uniform(0.3, 0.38),
            "turned": turned,
            "beside": rng.random() < 0.9,
            "swaps": dict(pair for pair in SWAPS.get(kind, ()) if rng.random() < 0.3),
            "rules": "all",
            "identity": draw(rng, IDENTITIES),
            "naming": rng.randrange(10),
            "counting": draw(rng, BULLETS) if kind in FORMS | HOSPITALS | {"GTN_BS", "GUQ", "TLKH_BS"} else "",
            "notes": False,
            "signing_room": rng.uniform(0.0, 3.0) if kind not in FULL | CERTIFICATES else 0.0,
            "hint": draw(rng, {"": 40, "(Ký, ghi rõ họ và tên)": 40, "(Chữ ký, ghi rõ họ tên)": 20}),
        },
        sections=draw(rng, {"": 45, "underlined": 18, "band": 13, "letter": 14, "part": 10})
        if kind in SECTIONS
        else "",
        values="" if fixed else draw(rng, {"": 62, "bold": 28, "italic": 10}),
        framed=kind not in CERTIFICATES | LETTERS | CARDS | OWN and rng.random() < 0.18,
        coded=rng.random() < 0.45,
        foot=kind in FORMS | RECEIPTS | {"TOKHAI_HKD", "TOKHAI_DAT"} and rng.random() < 0.3,
        title=rng.uniform(0.9, 1.12),
        title_rule=not fixed and rng.random() < 0.3,
        grouped=rng.random() < 0.45,
        padded=rng.random() < 0.3,
        beside_signer=draw(rng, {"": 45, "clerk": 30, "receivers": 25}),
        date_line=draw(rng, {"law": 50, "figures": 25, "placeless": 10, "bare": 15}),
        addressed=rng.random() < 0.45,
        starred=kind in (FORMS | HOSPITALS | EXTRACTS) - {"TOKHAI_KS"} and rng.random() < 0.3,
    )
