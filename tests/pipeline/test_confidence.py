"""What tells whether a value is right: its own words, the language, the page around it, the dossier's other lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from pipeline.catalog import load_catalog
from pipeline.classify import PageView
from pipeline.extract.case import Case, Evidence
from pipeline.extract.confidence import rate
from pipeline.extract.elsewhere import MOST, Elsewhere, look_elsewhere
from pipeline.extract.language import learn_language
from pipeline.extract.tokens import list_tokens
from pipeline.extract.value_signs import describe_value
from pipeline.extract.values import Sighting
from pipeline.extract.word_signs import describe_words
from pipeline.model import Box, FieldValue, Grade, Quality, Reading, Region, Word
from pipeline.understand import understand
from tests.pipeline.papers import birth_certificate, card_front

CATALOG = load_catalog()
LANGUAGE = learn_language(CATALOG)
WHEN = datetime(2026, 10, 6, 8, 0, tzinfo=UTC)


def line(text: str, number: int = 0, top: float = 0.1, sure: float = 0.99, left: float = 0.1) -> tuple[Word, ...]:
    """The words of a printed line."""
    words, x = [], left
    for token in text.split():
        wide = 0.01 * len(token)
        words.append(Word(token, Box(x, top, wide, 0.012), sure, number, 0))
        x += wide + 0.008
    return tuple(words)


def page(*lines: Sequence[Word], regions: tuple[Region, ...] = (), source: str = "a" * 64) -> PageView:
    words = tuple(word for words in lines for word in words)
    reading = Reading(source, 1, "f", 2480, 3508, 300, 0, False, Quality(Grade.GOOD), words=words, regions=regions)
    return PageView(reading, CATALOG)


def case(
    words: Sequence[Word], raw: str, kind: str, view: PageView, elsewhere: Elsewhere, where: str = "label"
) -> Case:
    return Case(Evidence(words, 0.95, 0.95, kind, where, view=view), raw, raw, LANGUAGE, elsewhere)


def test_only_the_words_of_the_value_count() -> None:
    words = line("Họ tên: LÊ VĂN MẪU")
    assert [token.core for token in list_tokens(words, ": LÊ VĂN MẪU", "LÊ VĂN MẪU", "name")] == ["LÊ", "VĂN", "MẪU"]
    day = line("ngày 05 tháng 9 năm 2025")
    tokens = list_tokens(day, "ngày 05 tháng 9 năm 2025", "05/09/2025", "date")
    assert [token.core for token in tokens] == ["05", "9", "2025"]
    assert len(list_tokens(words, "nothing of it", "nothing of it", "name")) == 5


def test_a_word_that_the_value_spells_otherwise_is_known_for_it() -> None:
    words = line("xã Hung Mỹ, tỉnh Nam Định")
    tokens = list_tokens(words, "xã Hung Mỹ, tỉnh Nam Định", "xã Hưng Mỹ, tỉnh Nam Định", "addr")
    assert [token.core for token in tokens if token.respelled] == ["Hưng"]
    assert tokens[1].text == "Hung"


def test_words_count_as_read_elsewhere_where_they_stand_beside_the_same_word_on_another_line() -> None:
    own, same, other = line("LÊ VĂN MẪU"), line("ông Lê Văn Mẫu", 1, 0.2), line("bà Lê Vân Mẫu", 2, 0.3)
    tokens = list_tokens(own, "LÊ VĂN MẪU", "LÊ VĂN MẪU", "name")
    alone = look_elsewhere([page(own)])
    assert alone.count_pair(tokens[0], tokens[1]) == (0, 0)
    assert look_elsewhere([page(own, same)]).count_pair(tokens[0], tokens[1]) == (1, 0)
    both = look_elsewhere([page(own, same, other)])
    assert both.count_pair(tokens[0], tokens[1]) == (1, 1)
    assert both.count_others(*tokens) == 1


def test_numbers_and_days_are_found_elsewhere_however_they_are_written() -> None:
    own = line("Số: 079203012345 cấp ngày 05/09/2025")
    again = line("079 203 012 345 ngày 05 tháng 9 năm 2025", 1, 0.2)
    near = line("079203012346", 2, 0.3)
    elsewhere = look_elsewhere([page(own, again, near)])
    assert elsewhere.count_number("079203012345", own) == (1, 1)
    assert elsewhere.count_number("079203012345", [*own, *again]) == (0, 1)
    assert elsewhere.count_day("05/09/2025", own) == 1
    assert elsewhere.count_day("06/09/2025", own) == 0
    card = look_elsewhere([PageView(card_front(), CATALOG)])
    assert card.count_number("079203012345", own)[0] >= 2


def test_what_is_repeated_without_end_is_not_kept_without_end() -> None:
    elsewhere = look_elsewhere([page(*(line("a b 079203012345 05/09/2025", at, 0.1) for at in range(5 * MOST)))])
    assert all(len(places) <= MOST for pairs in elsewhere.pairs.values() for places in pairs.values())
    assert all(len(places) <= MOST for found in (elsewhere.numbers, elsewhere.days) for places in found.values())


def test_the_language_knows_words_places_and_names_and_what_only_looks_like_them() -> None:
    assert LANGUAGE.words.judge("kết quả") == (True, False)
    assert LANGUAGE.words.judge("thúc đấy") == (False, True)
    assert LANGUAGE.words.judge("qz qz") == (False, False)
    assert LANGUAGE.places.judge("lâm đồng") == (True, False)
    assert LANGUAGE.surnames.judge("nguyễn") == (True, False)
    assert LANGUAGE.surnames.judge("nguyên") == (False, True)
    assert LANGUAGE.units.judge("tam kỳ")[0]
    assert learn_language(load_catalog()) is LANGUAGE


def test_a_name_that_other_papers_say_too_is_believed_more_and_one_that_they_spell_otherwise_less() -> None:
    own = line("Nguyễn Thị Hạnh", sure=0.9)
    rated = []
    for beside in ("bà Nguyễn Thị Hạnh", "không có gì", "bà Nguyễn Thị Hanh"):
        view, other = page(own), page(line(beside, 1, 0.3), source="b" * 64)
        rated.append(rate(case(own, "Nguyễn Thị Hạnh", "name", view, look_elsewhere([view, other]))))
    assert rated[0] > rated[1] > rated[2]


def test_a_signer_without_a_surname_beside_a_zone_that_was_not_read_is_not_believed() -> None:
    whole, cut = line("Đặng Ngọc Thụy", left=0.6), line("Ngọc Thụy", left=0.65)
    zone = Region("unread", Box(0.6, 0.1, 0.06, 0.012))
    clear, hidden = page(whole), page(cut, regions=(zone,))
    sure = rate(case(whole, "Đặng Ngọc Thụy", "name", clear, look_elsewhere([clear]), "signer_name"))
    unsure = rate(case(cut, "Ngọc Thụy", "name", hidden, look_elsewhere([hidden]), "signer_name"))
    assert sure > 0.9
    assert unsure < 0.5


def signs(text: str, kind: str, view: PageView, words: Sequence[Word], where: str = "label") -> dict[str, float]:
    told = case(words, text, kind, view, look_elsewhere([view]), where)
    return {name: sign for name, sign in describe_value(told, told.tokens).items() if sign}


def test_a_value_that_goes_on_where_it_was_not_taken_is_noticed() -> None:
    own = line("Về việc rà soát trên địa")
    below, beside = line("bàn tỉnh", 1, 0.115), line("bàn tỉnh", 1, 0.1, left=own[-1].box.x + own[-1].box.w + 0.008)
    assert "goes on below" in signs("Về việc rà soát trên địa", "text", page(own, below), own)
    assert "goes on" in signs("Về việc rà soát trên địa", "text", page(own, beside), own)
    assert not {"goes on", "goes on below"} & set(signs("Về việc rà soát trên địa", "text", page(own), own))


def test_an_address_is_whole_where_it_ends_in_a_province_and_commas_part_its_units() -> None:
    good, cut, torn = "xã Sơn Mỹ, tỉnh Nam Định", "xã Sơn Mỹ, tỉnh", "xã Sơn Mỹ tỉnh Nam Định"
    found = {text: signs(text, "addr", page(line(text)), line(text)) for text in (good, cut, torn)}
    assert "ends in province" in found[good] and "no comma" not in found[good]
    assert "ends in province" not in found[cut] and "ends bare, addr" in found[cut]
    assert "no comma" in found[torn]
    clinic = "Trạm Y tế xã Sơn Mỹ, tỉnh Nam Định"
    assert "no comma" not in signs(clinic, "addr", page(line(clinic)), line(clinic))


def test_figures_that_the_value_leaves_out_odd_marks_and_brackets_are_noticed() -> None:
    words = line("2 298,7 m2")
    told = Case(Evidence(words, 0.9, 0.9, "area", "label", view=page(words)), "2", "2 298,7 m2", LANGUAGE)
    assert describe_value(told, told.tokens)["figures left"] == 1.0
    for odd in ("quản lý. hành chính", "Như trên:; Lưu", "Nhuận,.thành phố"):
        assert "odd marks" in signs(odd, "text", page(line(odd)), line(odd))
    assert "odd marks" not in signs("Ủy ban nhân dân xã; Lưu: VT", "text", page(line("Lưu")), line("Lưu"))
    assert "bracket first" in signs("(ký tên)", "name", page(line("(ký tên)")), line("(ký tên)"))


def test_a_deputy_whose_title_lost_its_first_word_is_noticed() -> None:
    above, own = line("KT. CHỦ TỊCH", left=0.6), line("CHỦ TỊCH", 1, 0.12, left=0.62)
    assert "acts for" in signs("CHỦ TỊCH", "text", page(above, own), own, "signer_position")
    assert "acts for" not in signs("CHỦ TỊCH", "text", page(own), own, "signer_position")
    torn = line("Ó CHỦ TỊCH", left=0.6)
    assert "words left" in signs("CHỦ TỊCH", "text", page(torn), torn, "signer_position")


def test_a_word_taller_than_its_line_or_unlike_a_syllable_is_noticed() -> None:
    printed = line("Số: 15")
    pen = replace(printed[1], box=printed[1].box._replace(h=0.03))
    view = page((printed[0], pen))
    told = case((printed[0], pen), "15", "docno", view, look_elsewhere([view]))
    ((model, features),) = describe_words(told, told.tokens)
    assert model == "figures" and features["tall"] > 0
    words = line("tình trạrg")
    told = case(words, "tình trạrg", "text", page(words), look_elsewhere([page(words)]))
    assert [features["no syllable"] for _, features in describe_words(told, told.tokens)] == [0.0, 1.0]


def test_values_of_a_record_are_plain_and_no_value_changes() -> None:
    [record] = understand(
        [[birth_certificate(), card_front()]], catalog=CATALOG, batch="b", received=WHEN, procedure=None, reader="r"
    )
    values = [value for document in record.documents for value in document.fields.values()]
    assert values
    for value in [*values, *(other for one in values for other in one.others)]:
        assert type(value) is FieldValue and not isinstance(value, Sighting)
        assert 0 <= value.confidence <= 1
