"""How a paper of the regional edition is set: the law's layout mostly, otherwise one that offices use beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from tests.corpus.fonts import FontBook
from tests.corpus.form import Look, Paper
from tests.corpus.heldout.manner import CARDS, CERTIFICATES, FULL, LETTERS, OWN, Manner
from tests.corpus.regional.faces import LIKE_TIMES, WIDE

FORMS = frozenset(("TOKHAI_KS", "TOKHAI_KH", "TOKHAI_XNTTHN", "TOKHAI_TL", "TOKHAI_KT"))
"""Applications for civil status, which the law sets without numbers and with notes at their foot."""
PAIRED = frozenset(("GUQ", "HOPDONG", "CHUNGTHUC", "GTN", "GTN_BS", "GBT", "GCN_HKD", "TOKHAI_HKD"))
NUMBERED = FORMS | {"GUQ", "GBT", "GTN_BS", "TLKH_BS"}
ABOVE = frozenset(("GCNKH", "GBT", "TLKT", "TLKH_BS", "TLKS_BS", "XNTTHN", "GKS"))
"""Certificates that some offices print with a value below its small label."""
ROWS: tuple[tuple[frozenset[str], dict[str, float]], ...] = (
    (LETTERS | CARDS | OWN, {"inline": 1}),
    (frozenset(("GCN_DAT", "SHK")), {"inline": 75, "colon": 25}),
    (frozenset(("GKS",)), {"inline": 70, "colon": 15, "above": 15}),
    (frozenset(("GCNKH",)), {"inline": 65, "above": 35}),
    (ABOVE, {"inline": 55, "above": 20, "colon": 13, "boxed": 12}),
    (FORMS, {"inline": 55, "pairs": 20, "boxed": 15, "colon": 10}),
    (PAIRED, {"inline": 58, "pairs": 22, "colon": 12, "boxed": 8}),
)
OTHERS = {"inline": 65, "boxed": 18, "colon": 17}
DAYS = {"short": 60, "bare": 14, "dash": 12, "long": 10, "dot": 4}
IDENTITIES = {"law": 60, "comma": 18, "colon": 14, "short": 5, "number": 3}
PROSE = (12.0, 1.3, 1.6)


@dataclass(frozen=True)
class RegionalManner(Manner):
    """The choices of one paper."""

    counting: str
    """The mark of the first of its rows where the office numbers them: `1.`, `1)` or `a)`; empty for none."""
    notes: bool
    """Whether labels refer to notes at the foot."""
    signing_room: float
    """Millimetres that a signature has more than usual."""
    hint: str
    """What stands in brackets below the office of a signer."""


def draw(rng: Random, shares: dict[str, float]) -> str:
    """One of the keys, each as often as its share says."""
    return rng.choices(tuple(shares), tuple(shares.values()))[0]


def choose_manner(rng: Random, kind: str) -> RegionalManner:
    """Choices that fit the type; those that the law makes are the usual ones."""
    rows = draw(rng, next((shares for kinds, shares in ROWS if kind in kinds), OTHERS))
    fixed = kind in LETTERS | CARDS | OWN
    spacing = rng.uniform(1.0, 1.18)
    if kind in CERTIFICATES | FULL:
        spacing = rng.uniform(0.88, 0.95) if kind in {"GTN", "GCNKH", "GCN_HKD"} else rng.uniform(0.88, 0.98)
    if rows in {"above", "colon", "boxed"} and kind in CERTIFICATES | FULL:
        spacing = rng.uniform(0.78, 0.86)
    return RegionalManner(
        rows=rows,
        labels="plain" if fixed else draw(rng, {"plain": 82, "bold": 10, "italic": 8}),
        sign=draw(rng, {".": 78, "…": 17, "_": 5}),
        head="standard" if fixed or kind == "GCNKH" else draw(rng, {"standard": 76, "stacked": 12, "low": 12}),
        day="short" if kind in CARDS else draw(rng, DAYS),
        spacing=spacing,
        column=rng.uniform(0.33, 0.41),
        signing="right",
        turned=rng.random() < 0.25,
        beside=rows == "above" or rng.random() < 0.85,
        swaps={},
        rules=draw(rng, {"all": 80, "shaded": 20}),
        identity=draw(rng, IDENTITIES),
        naming=rng.randrange(10),
        prose=PROSE,
        counting=draw(rng, {"": 65, "1.": 18, "1)": 9, "a)": 8}) if kind in NUMBERED else "",
        notes=kind in FORMS and rng.random() < 0.45,
        signing_room=rng.uniform(0.0, 5.0) if kind not in FULL | CERTIFICATES else 0.0,
        hint=draw(rng, {"": 55, "(Ký và ghi rõ họ, tên)": 15, "(Ký, ghi rõ họ, chữ đệm, tên)": 15, "(Ký tên)": 15}),
    )


def restyle(
    book: FontBook,
    rng: Random,
    look: Look,
    paper: Paper,
    manner: Manner,
    *,
    like_times: str = LIKE_TIMES,
    wide: Mapping[str, float] = WIDE,
) -> Look:
    """The look with Times as often as offices use it, and a size that the paper's rows fit."""
    if paper.type in CARDS | OWN:
        return look
    times = next((family for family in book.families["serif"] if family.name == like_times), None)
    form, points = look.form, rng.choice((12.0, 12.5, 13.0, 13.0, 13.5))
    if times and form.family.role == "serif" and rng.random() < 0.5:
        form = replace(form, family=times)
    if paper.type in CERTIFICATES | FULL:
        points = rng.uniform(10.6, 11.4) if paper.type == "GCNKH" else rng.uniform(11.0, 12.2)
    if form.family.role == "typewriter":
        points -= 2.0
    points *= wide.get(form.family.name, 1.0)
    value = look.value
    if value == look.form:
        value = form
    shift = points - look.form.points
    return replace(
        look,
        form=replace(form, points=points),
        value=replace(value, points=points if value == form else max(9.5, value.points + shift)),
        leader="none" if manner.rows in {"colon", "boxed"} else look.leader,
        left=rng.uniform(24, 31),
        right=rng.uniform(13, 19),
    )
