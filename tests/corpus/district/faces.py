"""The faces of the district edition: all but one like Times are used by no other edition."""

from __future__ import annotations

from tests.corpus.fonts import FamilySpec

PACKAGES = (
    "fonts-freefont-ttf fonts-noto-core fonts-ebgaramond fonts-vollkorn fonts-elstob fonts-yrsa-rasa fonts-roboto-slab "
    "fonts-clear-sans fonts-manrope fonts-dejavu-extra fonts-league-mono fonts-agave fonts-lmodern fonts-sjfonts "
    "fonts-kaushanscript fonts-dustin"
)
STYLES = ("Regular", "Bold", "Italic", "BoldItalic")
LIKE_TIMES = "FreeSerif"
SHARED = frozenset((LIKE_TIMES,))
SPECS = (
    FamilySpec(
        LIKE_TIMES,
        "serif",
        ("FreeSerif.ttf", "FreeSerifBold.ttf", "FreeSerifItalic.ttf", "FreeSerifBoldItalic.ttf"),
    ),
    FamilySpec("Noto Serif", "serif", tuple(f"NotoSerif-{s}.ttf" for s in STYLES)),
    FamilySpec("Elstob", "serif", tuple(f"ElstobD-{s}.otf" for s in STYLES)),
    FamilySpec("Vollkorn", "serif", tuple(f"Vollkorn-{s}.ttf" for s in STYLES)),
    FamilySpec("Yrsa", "serif", tuple(f"Yrsa-{s}.ttf" for s in STYLES)),
    FamilySpec("EB Garamond", "serif", ("EBGaramond12-Regular.otf",)),
    FamilySpec("Roboto Slab", "serif", ("RobotoSlab-Regular.otf", "RobotoSlab-Bold.otf")),
    FamilySpec("Clear Sans", "sans", tuple(f"ClearSans-{s}.ttf" for s in STYLES)),
    FamilySpec("Noto Sans", "sans", tuple(f"NotoSans-{s}.ttf" for s in STYLES)),
    FamilySpec(
        "DejaVu Sans Condensed",
        "sans",
        tuple(f"DejaVuSansCondensed{s}.ttf" for s in ("", "-Bold", "-Oblique", "-BoldOblique")),
    ),
    FamilySpec("Manrope", "sans", ("Manrope-Regular.ttf", "Manrope-Bold.ttf")),
    FamilySpec("League Mono Narrow", "typewriter", ("LeagueMono-NarrowRegular.otf", "LeagueMono-NarrowBold.otf")),
    FamilySpec("Agave", "typewriter", ("agave-r-autohinted.ttf",)),
    FamilySpec("Latin Modern Mono Light Cond", "typewriter", ("lmmonoltcond10-regular.otf",)),
    FamilySpec("Steve Hand", "hand", ("SteveHand.ttf",), composed=True),
    FamilySpec("Kaushan Script", "hand", ("KaushanScript-Regular.otf",), composed=True),
    FamilySpec("Domestic Manners", "hand", ("Domestic_Manners.ttf",), composed=True),
)
SIZES = {
    "Noto Serif": 0.9,
    "Vollkorn": 0.95,
    "Yrsa": 1.1,
    "Roboto Slab": 0.88,
    "Noto Sans": 0.9,
    "Clear Sans": 0.94,
    "DejaVu Sans Condensed": 0.9,
    "Manrope": 0.88,
    "League Mono Narrow": 0.95,
    "Latin Modern Mono Light Cond": 1.2,
}
"""Faces whose letters are larger or smaller than those of Times: the size at which they are set, as a share of its."""
