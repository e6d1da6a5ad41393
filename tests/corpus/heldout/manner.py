"""How a paper of the held-out edition is set: drawn once a paper, within what forms of its type look like."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from tests.corpus.fonts import FontBook
from tests.corpus.form import Look, Paper
from tests.corpus.heldout.faces import LIKE_TIMES
from tests.corpus.heldout.wording import DAYS, MARKS, Wording

LETTERS = frozenset(("QD", "CV", "NQ", "TB", "BC", "TTR", "KH", "CT", "GM", "BB"))
CARDS = frozenset(("CCCD21", "CC24", "CMND", "BHYT"))
CERTIFICATES = frozenset(("GKS", "GCNKH", "GCN_DAT", "SHK"))
"""Printed by the state on one sheet or booklet: their rows must fit it."""
FULL = frozenset(
    ("GTN", "CT07", "GCN_HKD", "GCS", "XNTTHN", "TLKS_BS", "TLKH_BS", "TLKT", "TOKHAI_HKD", "TOKHAI_KS", "TOKHAI_TL")
)
"""Papers of one page that have no room to spare."""
OWN = frozenset(("SEPARATOR", "BLANK"))
"""Sheets that the product prints itself."""

ROWS = ("inline", "inline", "above", "grid", "right", "colon", "boxed")
LABELS = ("plain", "plain", "bold", "italic", "capital")
SIGNS = (".", "_", "…", ". ")
HEADS = ("left", "stacked", "crossed", "dated-left", "flush", "low")
SWAPS = {
    "GKS": (("gioi_tinh", "noi_sinh"),),
    "TLKS_BS": (("gioi_tinh", "noi_sinh"), ("noi_sinh", "que_quan")),
    "TLKT": (("gioi_tinh", "so_dinh_danh"),),
    "GBT": (("gioi_tinh", "noi_cu_tru_cuoi"),),
    "GCS": (("me_bhyt", "me_giay_to_so"),),
    "GTN": (("dia_chi", "so_giay_to"),),
    "GTN_BS": (("noi_dung", "dia_chi"),),
    "GUQ": (("ben_uy_quyen_so", "ben_uy_quyen_noi_cu_tru"), ("ben_duoc_uy_quyen_so", "ben_duoc_uy_quyen_noi_cu_tru")),
    "HOPDONG": (("ben_a_so", "ben_a_noi_cu_tru"), ("ben_b_so", "ben_b_noi_cu_tru")),
    "TOKHAI_KS": (("nyc_noi_cu_tru", "nyc_giay_to"), ("ks_noi_sinh", "ks_que_quan")),
    "TOKHAI_KT": (("nyc_noi_cu_tru", "nyc_giay_to"), ("noi_chet", "nguyen_nhan")),
    "TOKHAI_XNTTHN": (("nyc_noi_cu_tru", "nyc_giay_to"), ("noi_cu_tru", "giay_to")),
    "TOKHAI_TL": (("nyc_noi_cu_tru", "nyc_giay_to"), ("gioi_tinh", "noi_cu_tru")),
    "TOKHAI_HKD": (("chu_ho_thuong_tru", "chu_ho_lien_lac"),),
    "GCN_HKD": (("chu_ho_thuong_tru", "chu_ho_lien_lac"),),
}
"""Rows (by their first key) that stand the other way round on forms of other years."""


@dataclass(frozen=True)
class Manner:
    """The choices of one paper."""

    rows: str
    labels: str
    sign: str
    """What leaders are made of."""
    head: str
    day: str
    spacing: float
    column: float
    """Share of the width that labels take where they have a column of their own."""
    signing: str
    turned: bool
    """Whether persons of equal standing come in the other order."""
    beside: bool
    swaps: dict[str, str]
    """Rows held back (first) until another one (second) has been written."""
    rules: str
    """How tables are ruled: all, rows or shaded heads."""
    identity: str
    naming: int
    """Which of the names of identity papers and their issuers the paper uses."""
    prose: tuple[float, float, float]


def choose_manner(rng: Random, kind: str) -> Manner:
    """Choices that fit the type: certificates keep to one sheet, letters to the head that the state prescribes."""
    fixed = kind in LETTERS | CARDS | OWN
    if fixed:
        rows = "inline"
    elif kind == "GCNKH":
        rows = rng.choice(("inline", "above", "above"))
    elif kind == "GTN":
        rows = rng.choice(("inline", "inline", "grid", "right", "colon"))
    elif kind in CERTIFICATES:
        rows = rng.choice(("inline", "colon", "grid", "right"))
    else:
        rows = rng.choice(ROWS)
    spacing = rng.uniform(0.88, 1.15)
    if kind in CERTIFICATES:
        spacing = rng.uniform(0.84, 0.98) if rows == "inline" else rng.uniform(0.76, 0.84)
    elif kind in FULL:
        spacing = rng.uniform(0.78, 0.9) if kind == "GTN" else rng.uniform(0.82, 0.96)
    heads = ("left", "crossed", "flush") if kind in LETTERS else HEADS
    return Manner(
        rows=rows,
        labels="plain" if fixed else rng.choice(LABELS),
        sign=rng.choice(SIGNS),
        head=rng.choice(heads),
        day=rng.choice(DAYS[:-1] if kind in CARDS else DAYS),
        spacing=spacing,
        column=rng.uniform(0.34, 0.46),
        signing="right" if kind == "GCN_DAT" else rng.choice(("left", "centre", "right", "turned")),
        turned=rng.random() < 0.6,
        beside=rng.random() < 0.45,
        swaps=dict(pair for pair in SWAPS.get(kind, ()) if rng.random() < 0.6),
        rules=rng.choice(("all", "rows", "shaded")),
        identity=rng.choice(("comma", "colon", "short", "number")),
        naming=rng.randrange(6),
        prose=rng.choice(((15.0, 1.25, 1.8), (0.0, 1.4, 3.4), (6.0, 1.12, 0.4), (20.0, 1.3, 0.0))),
    )


def choose_wording(rng: Random, kind: str) -> Wording:
    kept = kind in OWN or kind in CARDS - {"BHYT"}
    return Wording(
        kind=kind,
        rng=Random(rng.random()),
        old_spelling=not kept and rng.random() < 0.4,
        bilingual=kind not in LETTERS | CARDS | OWN and rng.random() < 0.15,
        mark=rng.choice(tuple(MARKS)),
        share=rng.choice((0.4, 0.7, 1.0)),
        colon=":" if kept else rng.choice((":", ":", ":", " :")),
    )


def restyle(book: FontBook, rng: Random, look: Look, paper: Paper) -> Look:
    """The look with other margins, letter sizes and faces; cards keep theirs."""
    if paper.type in CARDS | OWN:
        return look
    points = rng.choice((11.0, 11.5, 12.0, 14.0, 14.0))
    if paper.type in CERTIFICATES | FULL:
        points = rng.uniform(11.0, 11.5 if paper.type == "GCNKH" else 12.5)
    form = look.form
    if form.family.role == "serif" and rng.random() < 0.6:
        times = [family for family in book.families["serif"] if family.name == LIKE_TIMES]
        form = replace(form, family=(times or [form.family])[0])
    if form.family.role == "typewriter":
        points -= 1.5
    form = replace(form, points=points)
    value = (
        form if look.value == look.form else replace(look.value, points=points + look.value.points - look.form.points)
    )
    return replace(
        look,
        form=form,
        value=value,
        left=rng.uniform(17, 23) if rng.random() < 0.5 else rng.uniform(35, 40),
        right=rng.uniform(9, 13) if rng.random() < 0.5 else rng.uniform(20, 26),
    )
