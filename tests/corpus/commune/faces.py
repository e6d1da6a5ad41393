"""The faces of the commune edition: all but one like Times and one hand are used by no other edition."""

from __future__ import annotations

from tests.corpus.fonts import FamilySpec

PACKAGES = (
    "fonts-croscore fonts-sil-gentiumplus fonts-dejavu-core fonts-inter fonts-lato fonts-sil-andika fonts-cantarell "
    "fonts-lmodern fonts-jetbrains-mono fonts-courier-prime fonts-havana fonts-kristi fonts-rufscript"
)
STYLES = ("Regular", "Bold", "Italic", "BoldItalic")
LIKE_TIMES = "Tinos"
SHARED = frozenset((LIKE_TIMES, "Rufscript"))
SPECS = (
    FamilySpec(LIKE_TIMES, "serif", tuple(f"Tinos-{s}.ttf" for s in STYLES)),
    FamilySpec("Gentium Plus", "serif", tuple(f"GentiumPlus-{s}.ttf" for s in STYLES)),
    FamilySpec("Gentium Book Plus", "serif", tuple(f"GentiumBookPlus-{s}.ttf" for s in STYLES)),
    FamilySpec(
        "DejaVu Serif Condensed",
        "serif",
        tuple(f"DejaVuSerifCondensed{s}.ttf" for s in ("", "-Bold", "-Italic", "-BoldItalic")),
    ),
    FamilySpec("Lato", "sans", tuple(f"Lato-{s}.ttf" for s in STYLES)),
    FamilySpec("Inter", "sans", tuple(f"Inter-{s}.otf" for s in STYLES)),
    FamilySpec("Andika", "sans", tuple(f"Andika-{s}.ttf" for s in STYLES)),
    FamilySpec("Cantarell", "sans", ("Cantarell-Regular.otf", "Cantarell-Bold.otf")),
    FamilySpec("JetBrains Mono", "typewriter", tuple(f"JetBrainsMono-{s}.ttf" for s in STYLES)),
    FamilySpec("Latin Modern Mono Prop", "typewriter", ("lmmonoprop10-regular.otf", "lmmonoproplt10-bold.otf")),
    FamilySpec(
        "Courier Prime",
        "typewriter",
        tuple(f"Courier Prime{s}.otf" for s in ("", " Bold", " Italic", " Bold Italic")),
        composed=True,
    ),
    FamilySpec("Havana", "hand", ("Havana-Regular.otf",), composed=True),
    FamilySpec("Kristi", "hand", ("Kristi.ttf",), composed=True),
    FamilySpec("Rufscript", "hand", ("Rufscript010.ttf",), composed=True),
)
WIDE = {
    "DejaVu Serif Condensed": 0.92,
    "Gentium Book Plus": 0.96,
    "Inter": 0.88,
    "Andika": 0.86,
    "Lato": 0.95,
    "Cantarell": 0.92,
    "JetBrains Mono": 0.9,
}
"""Faces that take more room than Times: the size at which they are set, as a share of its size."""
SMALL = {"Kristi": 1.3}
"""Hands whose letters are small for their size, and how much larger they are written."""
