"""Values put right by what is known of their wording: closed lists, phrases of offices, numbers in words, units.

A word is touched only where the lists leave one way to read it; what was read stays beside the value as `raw`.
"""

from __future__ import annotations

import re
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from pipeline.catalog import Catalog, FieldSpec
from pipeline.catalog.phrases import cut_tokens, in_case_of, plain_spelling, same_spelling
from pipeline.extract.unit_names import respell_unit, respell_units
from pipeline.letters import fold, legal_syllable, squeeze

_TORN: Final = re.compile(
    r"(?<=[^\W\d_])[.·]+(?=[^\W_])|(?<=[^\W\d_]{2})[.·]+(?=\s+[^\W\d_A-ZĐ])|(?<=\d)[.·]+(?=[^\W\d_]{2})"
)
_UNIT: Final = r"(?:xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh|đặc khu)"
_LOST_COMMA: Final = re.compile(rf"(?:^|(?<=, )){_UNIT} (?:[^\W\d_a-z][\w']* ?){{1,4}}(?= {_UNIT} [^\W\d_a-z])")
_SHOUTED: Final = re.compile(r"(?<![\w.])([^\W\d_]{2,})\. (?=([^\W\d_]{2,}))")
_DECIMAL: Final = re.compile(r"(?<=\b\d)\s?[. ](?=\d\s?cm\b)")
_GROUP: Final = re.compile(r"^(?:tổ|tố|tô|to|té|tỗ|tồ|tộ)(?=\s+\d)", re.IGNORECASE)
_NUMBER_WORDS: Final[list[str]] = re.findall(
    r"\S+",
    """
    ngày tháng năm không một mốt hai ba bốn tư lăm nhăm sáu bảy bẩy tám chín mười mươi trăm nghìn ngàn triệu tỷ linh
    lẻ mùng mồng giêng chạp đồng chẵn phẩy phết rưỡi mét vuông và
    """,
)
_NUMBER_SPELLINGS: Final = frozenset(map(plain_spelling, _NUMBER_WORDS))
_MEASURES: Final = frozenset({"đồng", "mét", "vuông", "phẩy", "phết", "và"})
_LIKE: Final = str.maketrans("nu", "mm")
_TENS: Final = frozenset({"hai", "ba", "bốn", "tư", "năm", "sáu", "bảy", "bẩy", "tám", "chín"})
PAPERS: Final = (
    "Căn cước công dân", "Thẻ căn cước công dân", "Căn cước", "Thẻ căn cước", "Chứng minh nhân dân",
    "Giấy chứng minh nhân dân", "CMND", "Giấy CMND", "CCCD", "Thẻ CCCD", "Hộ chiếu", "Chứng minh thư",
    "Số định danh cá nhân",
)  # fmt: skip
"""What identity papers are called in composed lines."""


def respell(text: str, spec: FieldSpec, catalog: Catalog) -> str:
    """The value as the lists and the wording of offices spell it."""
    if spec.kind == "identity":
        text = _respell_paper(_mend_torn(text))
    elif spec.kind == "text":
        text = _SHOUTED.sub(_join_shouted, text)
        text = respell_number(_DECIMAL.sub(",", _mend_torn_words(text)).replace(" m2", " m²"))
        if spec.where == "title":
            return _respell_title(text, catalog)
    if spec.where in ("head_place", "foot_place"):
        return respell_unit(text, catalog)
    if spec.kind == "addr":
        text = _GROUP.sub(lambda found: in_case_of("tổ", found[0]), text)
        text = _LOST_COMMA.sub(lambda found: f"{found[0]},", text) if "," in text else text
    text = catalog.lexicons.phrases.respell(text)
    if spec.kind in ("addr", "org", "identity"):
        text = respell_units(text, catalog, bare=spec.kind == "addr")
    return text


def _respell_title(text: str, catalog: Catalog) -> str:
    """The title as the catalogue spells it."""
    wanted = squeeze(text)
    for kind in catalog.types.values():
        for title in kind.titles:
            if squeeze(title) == wanted and len(title.split()) == len(text.split()):
                words = zip(title.split(), text.split(), strict=True)
                return " ".join(old if same_spelling(new, old) else in_case_of(new, old) for new, old in words)
    return text


def _join_shouted(found: re.Match[str]) -> str:
    """A dot between two words in capitals ends no sentence; one after an abbreviation stays (`TP. HUẾ`, `BS. Lý`)."""
    torn = found[1].isupper() and found[2].isupper() and legal_syllable(found[1])
    return f"{found[1]} " if torn else found[0]


def _mend_torn(text: str) -> str:
    """Dots of leaders between words taken out, and those within a number."""
    text = re.sub(r"(?<!\d)\d[\d.]{8,13}\d(?!\d)", _join_figures, text)
    text = re.sub(r"(?<=ngày)[.·]+(?=\s?\d)|(?<=số)[.·]+(?=\s?\d)", " ", text)
    return " ".join(_TORN.sub(" ", text).split())


def _join_figures(found: re.Match[str]) -> str:
    figures = found[0].replace(".", "")
    return figures if len(figures) in (9, 12) else found[0]


def _mend_torn_words(text: str) -> str:
    """Words of Vietnamese that a dot joined parted again; names of places in the net and abbreviations stay."""
    return " ".join(" ".join(_part(word)) for word in text.split())


def _part(word: str) -> list[str]:
    pieces = [piece for piece in re.split(r"[.·]+", word.rstrip(".")) if piece]
    if len(pieces) < 2 or "@" in word or "/" in word:
        return [word]
    bare = [piece.strip(",;:()\"'") for piece in pieces]
    torn = all(piece.isdigit() or legal_syllable(piece) for piece in bare) and any(piece.isalpha() for piece in bare)
    small = all(piece.islower() or piece.isdigit() for piece in bare[1:])
    return [*pieces[:-1], pieces[-1] + ("." if word.endswith(".") else "")] if torn and small else [word]


def _respell_paper(text: str) -> str:
    """The kind of paper that a composed line begins with."""
    found = re.match(r"([^\d:]{2,30}?)(\W+số\b|\W*\d)", text)
    if found is None or any(found[1] == name for name in PAPERS):
        return text
    near = process.extractOne(fold(found[1]), {name: fold(name) for name in PAPERS}, scorer=fuzz.ratio, score_cutoff=78)
    if near is None or abs(len(near[2]) - len(found[1])) > 1:
        return text
    words = zip(near[2].split(), found[1].split(), strict=False)
    same = all(same_spelling(new, old) for new, old in words) and len(near[2].split()) == len(found[1].split())
    return text if same else f"{near[2]}{text[found.end(1) :]}"


def respell_number(text: str) -> str:
    """A number or date in words spelled right; any other text as it is."""
    tokens = cut_tokens(text)
    right = sum(plain_spelling(token.core) in _NUMBER_SPELLINGS for token in tokens)
    if len(tokens) < 5 or right < 0.5 * len(tokens):
        return text
    made: list[str] = []
    before = ""
    for token in tokens:
        word = _number_word(token.core, before) if token.core else ""
        if word is None:
            return text
        kept = token.core if same_spelling(token.core, word) else in_case_of(word, token.core)
        made.append(f"{token.before}{kept}{token.after.replace('.,', ',')}")
        before = word or before
    return " ".join(made)


def _number_word(read: str, before: str) -> str | None:
    """The word of a number that was read here; None where it is none, or may be several."""
    plain = fold(read)
    exact = [word for word in _NUMBER_WORDS if same_spelling(read, word)]
    if exact and exact[0] not in ("mười", "mươi", "một", "mốt"):
        return exact[0]
    found = [word for word in _NUMBER_WORDS if fold(word) == plain]
    for alike in (_looks_alike, _one_slip):
        if not found and len(plain) >= 3:
            found = [word for word in _NUMBER_WORDS if word not in _MEASURES and alike(fold(word), plain)]
    if set(found) <= {"mười", "mươi"} and found:
        return "mươi" if before in _TENS else "mười"
    if set(found) <= {"một", "mốt"} and found:
        return "mốt" if before == "mươi" else "một"
    return found[0] if len(found) == 1 else None


def _looks_alike(word: str, read: str) -> bool:
    """Whether only letters that look alike in print differ (m, n, u)."""
    return word.translate(_LIKE) == read.translate(_LIKE)


def _one_slip(word: str, read: str) -> bool:
    return bool(Levenshtein.distance(word, read, score_cutoff=1) == 1)
