"""The faces of the held-out edition: none of them is used in development."""

from __future__ import annotations

from tests.corpus.fonts import FamilySpec

PACKAGES = (
    "fonts-sil-doulos fonts-linuxlibertine fonts-sil-charis fonts-lmodern fonts-open-sans fonts-roboto-unhinted "
    "fonts-noto-mono fonts-rufscript fonts-tlwg-purisa-ttf fonts-comic-neue"
)
SPECS = (
    FamilySpec("Doulos SIL", "serif", ("DoulosSIL-Regular.ttf",)),
    FamilySpec("Linux Libertine", "serif", tuple(f"LinLibertine_{s}.otf" for s in ("R", "RB", "RI", "RZI"))),
    FamilySpec("Charis SIL", "serif", tuple(f"CharisSIL-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic"))),
    FamilySpec(
        "Latin Modern Roman", "serif", tuple(f"lmroman10-{s}.otf" for s in ("regular", "bold", "italic", "bolditalic"))
    ),
    FamilySpec("Roboto", "sans", tuple(f"Roboto-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic"))),
    FamilySpec("Open Sans", "sans", tuple(f"OpenSans-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic"))),
    FamilySpec("Linux Biolinum", "sans", tuple(f"LinBiolinum_{s}.otf" for s in ("R", "RB", "RI"))),
    FamilySpec("Noto Sans Mono", "typewriter", ("NotoSansMono-Regular.ttf", "NotoSansMono-Bold.ttf")),
    FamilySpec(
        "Latin Modern Mono",
        "typewriter",
        ("lmmono10-regular.otf", "lmmonolt10-bold.otf", "lmmono10-italic.otf", "lmmonolt10-boldoblique.otf"),
    ),
    FamilySpec("Purisa", "hand", ("Purisa.ttf", "Purisa-Bold.ttf", "Purisa-Oblique.ttf"), composed=True),
    FamilySpec("Comic Neue", "hand", ("ComicNeue-Italic.otf", "ComicNeue-BoldItalic.otf"), composed=True),
    FamilySpec("Rufscript", "hand", ("Rufscript010.ttf",), composed=True),
)
LIKE_TIMES = "Doulos SIL"
"""Nine of ten papers of real offices are set in Times."""
