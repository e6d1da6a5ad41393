"""The faces of the regional edition: ten that no other edition uses, and a few shared for want of more."""

from __future__ import annotations

from tests.corpus.fonts import FamilySpec

PACKAGES = (
    "fonts-texgyre fonts-dejavu-core fonts-freefont-ttf fonts-lmodern fonts-roboto-unhinted fonts-croscore "
    "fonts-noto-mono fonts-klee fonts-comic-neue fonts-dancingscript fonts-tlwg-purisa-ttf"
)
STYLES = ("regular", "bold", "italic", "bolditalic")
LIKE_TIMES = "TeX Gyre Termes"
"""Offices set most of their papers in Times; every face like it is in use by another edition."""
SHARED = frozenset((LIKE_TIMES, "Dancing Script", "Purisa"))
SPECS = (
    FamilySpec("TeX Gyre Schola", "serif", tuple(f"texgyreschola-{s}.otf" for s in STYLES)),
    FamilySpec("TeX Gyre Bonum", "serif", tuple(f"texgyrebonum-{s}.otf" for s in STYLES)),
    FamilySpec("DejaVu Serif", "serif", ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf")),
    FamilySpec(LIKE_TIMES, "serif", tuple(f"texgyretermes-{s}.otf" for s in STYLES)),
    FamilySpec(
        "FreeSans", "sans", ("FreeSans.ttf", "FreeSansBold.ttf", "FreeSansOblique.ttf", "FreeSansBoldOblique.ttf")
    ),
    FamilySpec(
        "Latin Modern Sans", "sans", tuple(f"lmsans10-{s}.otf" for s in ("regular", "bold", "oblique", "boldoblique"))
    ),
    FamilySpec("TeX Gyre Adventor", "sans", tuple(f"texgyreadventor-{s}.otf" for s in STYLES)),
    FamilySpec("TeX Gyre Heros Cn", "sans", tuple(f"texgyreheroscn-{s}.otf" for s in STYLES)),
    FamilySpec(
        "Roboto Condensed",
        "sans",
        tuple(f"RobotoCondensed-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic")),
    ),
    FamilySpec("Cousine", "typewriter", tuple(f"Cousine-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic"))),
    FamilySpec("Noto Mono", "typewriter", ("NotoMono-Regular.ttf",)),
    FamilySpec("Klee One SemiBold", "hand", ("KleeOne-SemiBold.ttf",), composed=True),
    FamilySpec("Comic Neue Upright", "hand", ("ComicNeue-Regular.otf", "ComicNeue-Bold.otf"), composed=True),
    FamilySpec("Dancing Script", "hand", ("DancingScript-Regular.otf", "DancingScript-Bold.otf"), composed=True),
    FamilySpec("Purisa", "hand", ("Purisa.ttf", "Purisa-Bold.ttf", "Purisa-Oblique.ttf"), composed=True),
)
WIDE = {"DejaVu Serif": 0.86, "TeX Gyre Bonum": 0.92, "TeX Gyre Adventor": 0.9, "TeX Gyre Schola": 0.95}
"""Faces that take more room than Times: the size at which they are set, as a share of its size."""
