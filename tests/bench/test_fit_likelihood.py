from __future__ import annotations

import pytest

from bench.fit_likelihood import judge, judge_on_line
from pipeline.model import Box


@pytest.mark.parametrize(
    ("truth", "texts", "fine"),
    [
        ("Họ và tên: Lê Văn A Sinh ngày: 24/09/1989", ["Sinh", "ngày:", "24/09/1989"], [True, True, True]),
        ("Sinh ngày: 24/09/1989", ["Sinh", "ngay:", "24/09/1980"], [True, False, False]),
        ("Tổ dân phố 12", ["Tổ", "phố 1"], [True, False]),
        ("Quận Ba Đình", ["Ba Đình", ""], [True, False]),
        ("", ["Ba"], [False]),
    ],
)
def test_a_text_is_right_where_its_line_has_it_from_space_to_space(
    truth: str, texts: list[str], fine: list[bool]
) -> None:
    assert judge_on_line(truth, texts) == fine


def test_words_beside_others_on_their_line_are_right_in_whatever_order_lines_come() -> None:
    texts = ["Cấp ngày: 12/03/2021", "Nơi cấp: Công an tỉnh", "Họ và tên: Lê Thị Mai"]
    boxes = [(0.1, 0.1, 0.8, 0.02), (0.1, 0.2, 0.8, 0.02), (0.1, 0.3, 0.8, 0.02)]
    page = {"lines": [{"text": text, "box": box} for text, box in zip(texts, boxes, strict=True)]}
    rows = [text.split() for text in reversed(texts)]
    rows[1][0] = "Nới"
    fine = judge(page, [Box(*box) for box in reversed(boxes)], rows)
    assert fine == [[True] * 6, [False, *[True] * 4], [True] * 3]
