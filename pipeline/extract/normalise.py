"""What is written made into one form per kind of value; None where it cannot be that kind. Nothing is invented."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from pipeline.catalog import Catalog, FieldSpec
from pipeline.codes import find_dossier_code, find_paper_number, read_digits, spell_notation
from pipeline.extract.spelling import respell
from pipeline.letters import fold, repair_look_alikes, squeeze
from pipeline.wording import format_date, mend_ia, parse_date, parse_partial_date

_LEADERS: Final = re.compile(r"[.…·_‥]{2,}|…|(?<=\s)[.·_](?=\s)")
_EDGES: Final = " \t.,;:…·_-–—=|~*'\"“”‘’[]{}<>«»\\/"
_INNER_DOT: Final = re.compile(r"(?<=[^\W\d_A-ZĐ])[.·]+(?=\s+[^\W\d_])|(?<=[^\W\d_])[.·]+(?=[^\W\d_]{2})")
"""A dot after a small letter and before another word: a leader's rest, for abbreviations end in capitals (`TP.`)."""
_NUMBER_DOT: Final = re.compile(r"(?<=[^\W\d_A-ZĐ])[.·]+(?=\s+\d)")
"""A leader's rest between what a place is and its number (`Tổ. 9`)."""
_UNIT: Final = re.compile(
    r"(?P<part>(?:^|, )(?:[Tt]ổ|[Tt]hôn|[Ấấ]p|[Xx]óm|[Bb]ản|[Bb]uôn|[Kk]hóm|[Kk]hu phố"
    r"|xã|phường|thị trấn|huyện|quận|thị xã)"
    r"\s[^,]*?(?<!thị)(?<!dân))\s+(?=(?:xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh)\s+\w)"
)
"""Where a comma stands before a unit of an address, its part before it."""
_SUM: Final = re.compile(r"(?<![^\W_])[\doOIlz]{1,3}(?:[.,][\doOIlzsS]{3})+(?=\s*(?:đ|VN))", re.IGNORECASE)
"""Money whose noughts and ones were read as letters."""
_NOTE: Final = re.compile(r"^\s*\(\d{1,2}\)\s*")


_SPACED: Final = re.compile(r"(?<=\d)\s+([./-])\s+(?=\d)")
"""A mark of a day that stands apart from its figures (`05 . 3 . 2024`), no leader."""
_WORDED: Final = frozenset({"addr", "org", "text", "identity"})
"""Kinds whose words may be spelled right by lists and known wording."""
_FIGURED: Final = frozenset({"date", "time", "phone", "id12", "id9", "int", "docno"})
"""Kinds that are made of figures."""
_FIGURES: Final = re.compile(r"(?<![^\W_])(?=[oOiIlzZs]{0,11}\d|[oOiIlzZ]{2}(?![^\W_]))[\doOiIlzZs]+(?![^\W_])")
_LIKE_FIGURES: Final = str.maketrans("oOiIlzZs", "00111225")
_FIGURES_SURE: Final = 0.7
"""How sure a value is of which letters were taken for figures."""
_MENDED: Final = 0.9
"""How much surer a value is that needed no mending."""


@dataclass(frozen=True, slots=True)
class Normal:
    """A normalised value and how surely it is of its kind (0..1)."""

    value: str
    sure: float


def tidy(text: str) -> str:
    """The text without leaders, notes and stray marks at its edges; spaces collapsed; spelling untouched."""
    bare = _LEADERS.sub(" ", repair_look_alikes(text))
    if not re.search(r"\(2\)", bare):
        bare = _NOTE.sub("", bare)
    bare = " ".join(bare.split()).strip(_EDGES)
    if bare.endswith(")") and "(" not in bare:
        bare = bare[:-1].strip(_EDGES)
    if bare.startswith(")") or (bare.startswith("(") and ")" not in bare):
        bare = bare[1:].strip(_EDGES)
    return bare


def normalise(raw: str, spec: FieldSpec, catalog: Catalog) -> Normal | None:
    """The value of `raw` as `spec`'s kind wants it; None where nothing of that kind is written there."""
    bare = tidy(_SPACED.sub(r"\1", raw) if spec.kind in ("date", "time") else raw)
    if spec.kind in ("addr", "org", "name", "enum"):
        bare = " ".join(_INNER_DOT.sub(" ", bare).split())
        bare = mend_ia(bare) if spec.kind in ("addr", "org") else bare
        bare = _part_units(bare) if spec.kind == "addr" else bare
    elif spec.kind == "text":
        bare = re.sub(r"(?<=[^\W\d_])[.·]+\s+(\w)", _join_small, bare)
        bare = _SUM.sub(lambda found: found.group().translate(_LIKE_FIGURES), bare)
    if not bare:
        return None
    plain = _normalise(bare, spec, catalog)
    if spec.kind not in _FIGURED or (plain is not None and not _is_partial(plain.value, spec)):
        return plain
    figured = as_figures(bare)
    other = _normalise(figured, spec, catalog) if figured != bare else None
    if other is None or (plain is not None and _is_partial(other.value, spec)):
        return plain
    return Normal(other.value, _FIGURES_SURE * other.sure)


def _normalise(bare: str, spec: FieldSpec, catalog: Catalog) -> Normal | None:
    if spec.pattern is not None and not re.search(spec.pattern, fold(bare)):
        return None
    if spec.choices:
        chosen = _choose(bare, {fold(word): value for value, words in spec.choices.items() for word in words})
        if chosen is not None:
            return chosen
    normal = KINDS[spec.kind](bare, spec, catalog)
    if normal is None or spec.kind not in _WORDED:
        return normal
    spelled = respell(normal.value, spec, catalog)
    return normal if spelled == normal.value else Normal(spelled, _MENDED * normal.sure)


def _is_partial(value: str, spec: FieldSpec) -> bool:
    """Whether more of a day or an hour may stand there."""
    return (spec.kind == "date" and len(value) < 10) or (spec.kind == "time" and len(value) < len("00:00 01/01/2000"))


def as_figures(text: str) -> str:
    """Words of figures and letters that old-style figures look like (`o3`, `zo21`, `oi`) as figures."""
    return _FIGURES.sub(lambda found: found.group().translate(_LIKE_FIGURES), text)


def _part_units(address: str) -> str:
    """An address with the commas before its units that were lost; one without any is left as it was written."""
    spaced = _NUMBER_DOT.sub("", address)
    if "," not in spaced:
        return spaced
    once = _UNIT.sub(r"\g<part>, ", spaced)
    return _UNIT.sub(r"\g<part>, ", once)  # a part that ends at a comma given back only now may want one itself


def _join_small(match: re.Match[str]) -> str:
    """A dot before a small letter ends no sentence."""
    return f" {match[1]}" if match[1].islower() else match[0]


def _choose(bare: str, options: dict[str, str]) -> Normal | None:
    """The listed value that the text begins with, one slip in longer words forgiven."""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", fold(bare))
    for count in range(min(5, len(words)), 0, -1):
        for glue in (" ", "-", ""):
            found = options.get(glue.join(words[:count]))
            if found is not None:
                return Normal(found, 1.0)
    for count in range(min(4, len(words)), 0, -1):
        spoken = " ".join(words[:count])
        if len(spoken) < 4:
            continue
        near = process.extractOne(spoken, options.keys(), scorer=fuzz.ratio, score_cutoff=80)
        if near:
            return Normal(options[near[0]], 0.7)
        slips = {options[key] for key in options if Levenshtein.distance(spoken, key, score_cutoff=1) <= 1}
        if len(slips) == 1:
            return Normal(slips.pop(), 0.6)
    return None


def _name(bare: str, spec: FieldSpec, catalog: Catalog) -> Normal | None:
    kept: list[str] = []
    bare = re.sub(r"(?<=[^\W\d_])\d{1,2}[.)]?$", "", bare)
    bare = re.sub(r"(?<=[^\W\d_]{2})[.·](?=[^\W\d_])", " ", bare)
    for word in bare.split():
        clean = word.strip(_EDGES + "()")
        if not clean or any(char.isdigit() for char in clean):
            if kept:
                break
            continue
        if not re.fullmatch(r"[^\W\d_]+(?:['’.\-][^\W\d_]*)*", clean):
            break
        kept.append(clean)
        if word.endswith((",", ";")):
            break
    while kept and kept[0].islower():
        kept = kept[1:]
    if not kept or sum(len(word) for word in kept) < 3 or len(kept) > 8:
        return None
    letters = [char for word in kept for char in word if char.isalpha()]
    if sum(char.isupper() for char in letters) > 0.7 * len(letters):
        kept = [word.upper() for word in kept]
    proper = sum(word[0].isupper() for word in kept) / len(kept)
    return Normal(" ".join(kept), (0.9 if len(kept) > 1 else 0.5) * (0.5 + 0.5 * proper))


def repair_digits(text: str) -> str:
    """O, l, I and their like between digits made digits."""
    text = re.sub(r"(?<=\d)[oOQ](?=[\d\s/.\-]|$)|(?<![^\W\d_])[oOQ](?=\d)", "0", text)
    return re.sub(r"(?<=\d)[lIi|](?=[\d\s/.\-]|$)|(?<![^\W\d_])[lI|](?=\d)", "1", text)


def _date(bare: str, spec: FieldSpec, catalog: Catalog) -> Normal | None:
    for text in (bare, repair_digits(bare), re.sub(r"(?<=\d) (?=\d)", "", repair_digits(bare))):
        found = parse_date(text)
        if found:
            return Normal(format_date(found), 1.0)
    partial = parse_partial_date(repair_digits(bare))
    return Normal(partial, 0.6) if partial and "/" not in bare.replace(partial, "") else None


def _year(bare: str, spec: FieldSpec, catalog: Catalog) -> Normal | None:
    found = re.search(r"(?<!\d)(?:1[89]|20)\d{2}(?!\d)", repair_digits(bare).replace(" ", " "))
    return Normal(found.group(), 0.95) if found else None


_WALL: Final = re.compile(r"(?<=\d)\s*[|/\\!\[\]()]\s*(?=\d)")
"""What is read of the walls of boxes that hold one figure each."""


def _id12(bare: str, spec: FieldSpec, catalog: Catalog) -> Normal | None:
    if len(_WALL.findall(bare)) > 5:
        bare = _WALL.sub("", bare)
    number = read_digits(bare, 12)
    if number:
        return Normal(number, 1.0)
    boxed = _boxed_figures(bare)
    if boxed:
        return Normal(boxed, 0.7)
    old = read_digits(bare, 9)
    return Normal(old, 0.7) if old else None


def _boxed_figures(bare: str) -> str | None:
    """Twelve figures that stand in a box each; a wall between two may have been read as a 1."""
    groups = re.findall(r"\d+", bare)
    if len(groups) < 6 or re.search(r"[^\W\d_]", bare):
        return None
    walled = (f"{group[0]}{group[2]}" if len(group) == 3 and group[1] == "1" else group for group in groups)
    figures = (("".join(groups)), "".join(walled))
    return next((found for found in figures if len(found) == 12), None)


def _id9(bare: str, spec: FieldSpec, catalog: Catalog) -> Normal | None:
    number = read_digits(bare, 9)
    return Normal(number, 0.9) if number else None


def _docno(bare: str, spec: FieldSpec, catalog: Catalog) -> Normal | None:
    paper = find_paper_number(bare, catalog.abbreviations)
    if paper is not None and paper.whole:
        return Normal(paper.whole, 0.95)
    joined = re.sub(r"\s*([/.\-])\s*", r"\1", re.sub(r"^([^\W\d_]{1,3})\.(?=\d{5,6})", r"\1 ", bare))
    found = re.match(r"(?:[^\W\d_]{1,3}\s)?[^\s,;:()]*\d[^\s,;:()]*", joined)
    return Normal(found.group().strip(_EDGES), 0.8) if found else None


def _notation(bare: str, spec: FieldSpec, catalog: Catalog) -> Normal | None:
    spelled = spell_notation(bare, catalog.abbreviations)
    return Normal(spelled, 0.95) if spelled else None


def _enum(bare: str, spec: FieldSpec, catalog: Catalog) -> Normal | None:
    if spec.options:
        chosen = _choose(bare, catalog.options(spec.options))
        if chosen is not None:
            return chosen
    return Normal(" ".join(bare.split()[:4]), 0.2)


def _text(bare: str, spec: FieldSpec, catalog: Catalog) -> Normal | None:
    letters = sum(char.isalnum() for char in bare)
    return Normal(bare, 0.8) if letters >= 2 and letters >= 0.5 * len(bare.replace(" ", "")) else None


_HEAD: Final = ("conghoaxahoi", "doclaptudo")
_SINCE: Final = re.compile(r"[\s,;(]+(?:vào\s+|cấp\s+)?ngày\s+\d{1,2}\b.*$", re.IGNORECASE)


def _org(bare: str, spec: FieldSpec, catalog: Catalog) -> Normal | None:
    """The body alone, without the day on which it did what the line says; the state's head names none."""
    if squeeze(bare).startswith(_HEAD):
        return None
    return _text(_SINCE.sub("", bare), spec, catalog)


def _money(bare: str, spec: FieldSpec, catalog: Catalog) -> Normal | None:
    found = re.search(r"\d{1,3}(?:[. ,]\d{3})+|\d+", bare)
    return Normal(re.sub(r"\D", "", found.group()), 0.9) if found else None


def _area(bare: str, spec: FieldSpec, catalog: Catalog) -> Normal | None:
    found = re.search(r"\d{1,3}(?:[. ]\d{3})+(?:,\d+)?(?!\d)|\d+(?:[.,]\d+)?", bare)
    if not found:
        return None
    text = found.group()
    thousands = re.fullmatch(r"\d{1,3}(?:[. ]\d{3})+(?:,\d+)?", text)
    return Normal((re.sub(r"[. ]", "", text) if thousands else text).replace(",", "."), 0.9)


def _int(bare: str, spec: FieldSpec, catalog: Catalog) -> Normal | None:
    kilos = re.search(r"(\d)[.,](\d{1,3})\s*kg", fold(bare))
    if kilos:
        return Normal(str(int(kilos[1] + kilos[2].ljust(3, "0"))), 0.9)
    found = re.search(r"\d{1,3}(?:[. ]\d{3})+(?!\d)|\d+", repair_digits(bare))
    return Normal(str(int(re.sub(r"\D", "", found.group()))), 0.9) if found else None


_ONES: Final = re.compile(r"(?<![^\W_])[lI|1]{1,2}(?=\W{0,3}(?:gi|ph))")
"""Ones of an hour or a minute that were read as letters."""


def _time(bare: str, spec: FieldSpec, catalog: Catalog) -> Normal | None:
    text = fold(repair_digits(_ONES.sub(lambda found: "1" * len(found[0]), bare)))
    day = _date(bare, spec, catalog)
    clock = re.search(r"(\d{1,2})\W{0,5}(?:gio|g|h)\W{0,5}(?:(\d{1,2})\W{0,5}(?:phut|p)?)?|(\d{1,2}):(\d{2})", text)
    if clock:
        hour, minute = int(clock[1] or clock[3]), clock[2] or clock[4]
        if hour < 24 and int(minute or 0) < 60:
            said = f"{hour:02d}:{int(minute):02d}" if minute else f"{hour:02d} giờ"
            whole = said + (f" {day.value}" if day else "")
            return Normal(whole, 0.95 if day else 0.6)
    return day


_TICKS: Final = re.compile(r"[☑☒✓✔✗✘]|(?<!\w)[xXvV](?!\w)")


def _check(bare: str, spec: FieldSpec, catalog: Catalog) -> Normal | None:
    """`Có` or `Không`, whichever is ticked; the tick stands before its word where the line begins with a box."""
    folded = fold(bare)
    words = [
        (match.start(), value)
        for word, value in (("co", "Có"), ("khong", "Không"))
        for match in re.finditer(rf"\b{word}\b", folded)
    ]
    ticks = [match.start() for match in _TICKS.finditer(bare)]
    if not words:
        return None
    if len(words) == 1 and not ticks and folded.strip(_EDGES) in ("co", "khong"):
        return Normal(words[0][1], 0.6)
    if len(ticks) != 1:
        return None
    first = min(place for place, _ in words)
    before = ticks[0] < first or re.match(r"\W*[☐□▢]", bare[:first]) is not None
    ordered = sorted(words)
    fitting = [value for place, value in ordered if (place > ticks[0] if before else place < ticks[0])]
    return Normal(fitting[0] if before else fitting[-1], 0.85) if fitting else None


def _phone(bare: str, spec: FieldSpec, catalog: Catalog) -> Normal | None:
    found = re.search(r"(?:\+84|0)(?:[ .\-]?\d){8,10}", bare)
    return Normal(re.sub(r"[^\d+]", "", found.group()), 0.95) if found else None


def _email(bare: str, spec: FieldSpec, catalog: Catalog) -> Normal | None:
    """An address; the sign in its middle is read as others in a circle, and a letter with a mark was misread."""
    found = re.search(r"[\w.+-]+[@®©][\w-]+(?:\.[\w-]+)+", bare)
    if found is None or not re.sub("[®©]", "@", found.group()).isascii():
        return None
    return Normal(re.sub("[®©]", "@", found.group()), 0.95 if "@" in found.group() else 0.8)


def _dossier_code(bare: str, spec: FieldSpec, catalog: Catalog) -> Normal | None:
    code = find_dossier_code(bare)
    return Normal(code, 0.95) if code else None


KINDS: Final[dict[str, Callable[[str, FieldSpec, Catalog], Normal | None]]] = {
    "name": _name,
    "date": _date,
    "year": _year,
    "id12": _id12,
    "id9": _id9,
    "docno": _docno,
    "notation": _notation,
    "enum": _enum,
    "addr": _text,
    "org": _org,
    "text": _text,
    "money": _money,
    "area": _area,
    "int": _int,
    "time": _time,
    "phone": _phone,
    "email": _email,
    "dossier_code": _dossier_code,
    "check": _check,
    "identity": _text,
}
