"""Which words of a wrong value are right, and that a fit tells right from wrong."""

from __future__ import annotations

from bench.fit_fields import Lesson, fit_weights, judge_words, rate_lessons
from pipeline.extract.case import Case, Evidence
from pipeline.model import Box, Word


def case(text: str, sure: float = 0.9) -> Case:
    words = tuple(Word(token, Box(0.1, 0.1, 0.1, 0.01), sure, 0, 0) for token in text.split())
    return Case(Evidence(words, 0.9, 0.9, "text", "label"), text, text)


def test_words_of_a_wrong_value_are_judged_by_the_paper() -> None:
    assert judge_words(case("Lê Vân Mẫu"), {"raw": "Lê Văn Mẫu"}, right=False) == (True, False, True)
    assert judge_words(case("Văn Mẫu"), {"raw": "Lê Văn Mẫu"}, right=False) == (True, True)
    assert judge_words(case("Lê Văn Mẫu"), {"raw": "Lê Văn Mẫu"}, right=True) == (True, True, True)
    assert judge_words(case("Lê Văn"), None, right=False) == (None, None)


def test_a_fit_believes_what_was_read_surely_more() -> None:
    lessons = []
    for sure, right in ((0.99, True), (0.4, False)):
        one = case("tổ dân phố 12", sure)
        lessons += 20 * [Lesson(right, free=True, sure=0.5, case=one, words=(right,) * 4)]
    rated = list(
        rate_lessons(lessons, fit_weights([*lessons, Lesson(right=True, free=True, sure=1.0, case=None, words=())]))
    )
    assert min(sure for sure, lesson in rated if lesson.right) > 0.8
    assert max(sure for sure, lesson in rated if not lesson.right) < 0.2
