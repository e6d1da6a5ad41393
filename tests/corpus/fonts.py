"""The faces papers are printed, typed and written with: found among the installed fonts, never bundled."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from fontTools.ttLib import TTFont, TTLibError
from PIL import ImageFont

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/share/texmf/fonts"), Path("/usr/local/share/fonts"))
PACKAGES = (
    "fonts-liberation2 fonts-croscore fonts-texgyre fonts-freefont-ttf fonts-dejavu-core "
    "fonts-crosextra-carlito fonts-seto fonts-dancingscript fonts-femkeklaver fonts-breip "
    "fonts-klee fonts-dkg-handwriting fonts-gnutypewriter"
)

_LOOKED_AT = 32
"""Pixels of a letter's size at which its marks show."""


class TooFewFonts(RuntimeError):
    """The machine lacks fonts with all Vietnamese letters; the message names the packages that bring them."""

    def __init__(self, role: str, found: int, needed: int, packages: str = PACKAGES) -> None:
        super().__init__(
            f"{found} {role} font families with all Vietnamese letters found, {needed} needed; "
            f"install them with: apt-get install {packages}"
        )


@dataclass(frozen=True)
class FamilySpec:
    """File names of a family's faces, regular first. `composed` faces lack Vietnamese marks: they are drawn on."""

    name: str
    role: str
    files: tuple[str, ...]
    composed: bool = False


SPECS = (
    FamilySpec(
        "Liberation Serif",
        "serif",
        tuple(f"LiberationSerif-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic")),
    ),
    FamilySpec("Tinos", "serif", tuple(f"Tinos-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic"))),
    FamilySpec(
        "TeX Gyre Termes", "serif", tuple(f"texgyretermes-{s}.otf" for s in ("regular", "bold", "italic", "bolditalic"))
    ),
    FamilySpec(
        "FreeSerif", "serif", ("FreeSerif.ttf", "FreeSerifBold.ttf", "FreeSerifItalic.ttf", "FreeSerifBoldItalic.ttf")
    ),
    FamilySpec(
        "TeX Gyre Pagella",
        "serif",
        tuple(f"texgyrepagella-{s}.otf" for s in ("regular", "bold", "italic", "bolditalic")),
    ),
    FamilySpec(
        "Liberation Sans", "sans", tuple(f"LiberationSans-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic"))
    ),
    FamilySpec("Arimo", "sans", tuple(f"Arimo-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic"))),
    FamilySpec("Carlito", "sans", tuple(f"Carlito-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic"))),
    FamilySpec(
        "TeX Gyre Heros", "sans", tuple(f"texgyreheros-{s}.otf" for s in ("regular", "bold", "italic", "bolditalic"))
    ),
    FamilySpec("DejaVu Sans", "sans", ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")),
    FamilySpec(
        "Liberation Mono",
        "typewriter",
        tuple(f"LiberationMono-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic")),
    ),
    FamilySpec(
        "FreeMono", "typewriter", ("FreeMono.ttf", "FreeMonoBold.ttf", "FreeMonoOblique.ttf", "FreeMonoBoldOblique.ttf")
    ),
    FamilySpec(
        "TeX Gyre Cursor",
        "typewriter",
        tuple(f"texgyrecursor-{s}.otf" for s in ("regular", "bold", "italic", "bolditalic")),
    ),
    FamilySpec("SetoFont", "hand", ("setofont.ttf",)),
    FamilySpec("TeX Gyre Chorus", "hand", ("texgyrechorus-mediumitalic.otf",)),
    FamilySpec("Dancing Script", "hand", ("DancingScript-Regular.otf", "DancingScript-Bold.otf"), composed=True),
    FamilySpec("Femke Klaver", "hand", ("femkeklaver.ttf",), composed=True),
    FamilySpec("Breip", "hand", ("breip.ttf",), composed=True),
    FamilySpec("Klee One", "hand", ("KleeOne-Regular.ttf",), composed=True),
    FamilySpec("DKG", "hand", ("dkg.ttf",), composed=True),
    FamilySpec("GNU Typewriter", "typewriter", ("GNUTypewriter.ttf",), composed=True),
)
NEEDED = {"serif": 2, "sans": 2, "typewriter": 1, "hand": 1}


def vietnamese_letters() -> frozenset[str]:
    """The 134 accented letters of Vietnamese (NFC), lower and upper case."""
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    lower = {unicodedata.normalize("NFC", base + tone) for base in "aăâeêioôơuưy" for tone in tones} - set("aeiouy")
    lower.add("đ")
    return frozenset(lower | {letter.upper() for letter in lower})


@cache
def font_letters(path: Path) -> frozenset[str]:
    """The characters a font file has glyphs of their own for; none where it cannot be read.

    Some fonts draw a Vietnamese letter as another one, a hat short: what they print is not what was written.
    """
    try:
        with TTFont(path, lazy=True) as font:
            written = frozenset(map(chr, font.getBestCmap() or {}))
    except (TTLibError, OSError):
        return frozenset()
    drawn: dict[bytes, list[str]] = {}
    face = ImageFont.truetype(str(path), _LOOKED_AT, layout_engine=ImageFont.Layout.BASIC)
    for letter in sorted(vietnamese_letters() & written):
        drawn.setdefault(bytes(face.getmask(letter)), []).append(letter)
    return written - {letter for alike in drawn.values() if len(alike) > 1 for letter in alike}


@dataclass(frozen=True)
class Family:
    """An installed family; `paths` hold its regular, bold, italic and bold italic faces as far as they exist."""

    name: str
    role: str
    paths: tuple[Path, ...]
    composed: bool = False

    @property
    def emboldened(self) -> bool:
        """Whether bold letters are drawn with thicker strokes, for want of a bold face."""
        return len(self.paths) == 1

    def path(self, bold: bool, italic: bool) -> Path:
        wanted = (1 if bold else 0) + (2 if italic else 0)
        for index in (wanted, wanted & 1, 0):
            if index < len(self.paths):
                return self.paths[index]
        return self.paths[0]


@dataclass
class FontBook:
    """The families at hand by role, with a cache of loaded sizes."""

    families: dict[str, list[Family]]
    loaded: dict[tuple[Path, int], ImageFont.FreeTypeFont] = field(default_factory=dict)

    def pick(self, role: str, rng: Random) -> Family:
        return rng.choice(self.families[role])

    def load(
        self, family: Family, pixels: float, *, bold: bool = False, italic: bool = False
    ) -> ImageFont.FreeTypeFont:
        """A face at a size in pixels."""
        key = (family.path(bold, italic), max(4, round(pixels)))
        if key not in self.loaded:
            self.loaded[key] = ImageFont.truetype(str(key[0]), key[1], layout_engine=ImageFont.Layout.BASIC)
        return self.loaded[key]


def find_files(folders: Iterable[Path]) -> dict[str, list[Path]]:
    """Every font file below the folders by its name in lower case; one name may lie in several packages."""
    found: dict[str, list[Path]] = {}
    for folder in folders:
        for root, folders_below, names in os.walk(folder):
            folders_below.sort()
            for name in sorted(names):
                found.setdefault(name.lower(), []).append(Path(root) / name)
    return found


def installed_families(files: dict[str, list[Path]], specs: Iterable[FamilySpec] = SPECS) -> Iterator[Family]:
    """The families of `specs` all of whose faces are there and can write what they must."""
    plain = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:/-()")
    for spec in specs:
        letters = plain if spec.composed else vietnamese_letters() | plain
        paths = [
            next((path for path in files.get(name.lower(), ()) if letters <= font_letters(path)), None)
            for name in spec.files
        ]
        if None not in paths:
            yield Family(spec.name, spec.role, tuple(path for path in paths if path), spec.composed)


def open_font_book(
    folders: Iterable[Path] = FOLDERS, specs: Iterable[FamilySpec] = SPECS, packages: str = PACKAGES
) -> FontBook:
    """The faces of this machine, which come with `packages`. Raises TooFewFonts."""
    families: dict[str, list[Family]] = {role: [] for role in NEEDED}
    for family in installed_families(find_files(folders), specs):
        families[family.role].append(family)
    for role, needed in NEEDED.items():
        if len(families[role]) < needed:
            raise TooFewFonts(role, len(families[role]), needed, packages)
    return FontBook(families)
