"""The measures of a reading run as markdown tables and as plain data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from bench.calibration import SURE, calibration_error, count_sure, fill_bins
from bench.read import BOXED, PageResult, share_covered
from bench.scoring import Counts, Rate, table, total
from pipeline.model import Box, Grade

TEXT_HEAD = (
    "pages",
    "lines",
    "lost %",
    "lost in silence %",
    "misread %",
    "in order %",
    "words wrong %",
    "marks only %",
    "extra %",
)
MANY_WORDS = 20
SAME_CARD = 0.5
"""Share of a card and a region, taken together, that both must cover for the card to count as found."""
PAGE_KEYS = ("file", "page", "type", "layout", "level", "dpi", "skew", "bilevel", "blank")


def group_by(results: Iterable[PageResult], key: Callable[[PageResult], str]) -> dict[str, list[PageResult]]:
    """Results by a key, sorted by it."""
    groups: dict[str, list[PageResult]] = defaultdict(list)
    for result in results:
        groups[key(result)].append(result)
    return dict(sorted(groups.items()))


def by_level(results: Sequence[PageResult]) -> dict[str, list[PageResult]]:
    """Results by level, in the order in which the levels come."""
    return {level: [r for r in results if r.level == level] for level in dict.fromkeys(r.level for r in results)}


def text_figures(members: Sequence[PageResult]) -> list[Any]:
    """The columns of TEXT_HEAD for some written pages."""
    scores = [member.score for member in members]
    printed = sum(len(score.printed) for score in scores)
    silent = Rate(sum(len(member.silent) for member in members), printed)
    length = sum(score.order.length for score in scores)
    return [
        len(members),
        printed,
        total(score.lost_rate for score in scores).percent,
        silent.percent,
        total(score.misread for score in scores).percent,
        total(score.order for score in scores).percent,
        total(score.words for score in scores).percent,
        total(score.marks for score in scores).percent,
        Rate(sum(score.extra for score in scores), length).percent,
    ]


def level_table(results: Sequence[PageResult]) -> str:
    """The text measures of each level."""
    rows = [[level, *text_figures(members)] for level, members in by_level(written(results)).items()]
    return table(["level", *TEXT_HEAD], rows)


def type_table(results: Sequence[PageResult]) -> str:
    """The text measures of each document type within a level."""
    rows = [
        [level, kind, *text_figures(members)]
        for level, own in by_level(written(results)).items()
        for kind, members in group_by(own, lambda result: str(result.page["type"])).items()
    ]
    return table(["level", "type", *TEXT_HEAD], rows)


def written(results: Iterable[PageResult]) -> list[PageResult]:
    return [result for result in results if result.written]


def measure_codes(results: Iterable[PageResult], dpi: int, *, readable_only: bool) -> Counts:
    """QR codes decoded on pages of a resolution."""
    counts = Counts()
    for result in results:
        if result.page["dpi"] != dpi:
            continue
        found = {code.text for code in result.reading.codes} if result.reading else set()
        for code in result.page["codes"]:
            if code["symbology"] == "QRCode" and (code["readable"] or not readable_only):
                counts += Counts(int(code["text"] in found), 1, 1)
    return counts


def measure_mrz(results: Iterable[PageResult], lines: int) -> Counts:
    """Machine-readable zones whose first lines are right; check digits guard the first two of three."""
    counts = Counts()
    for result in results:
        if result.mrz is not None:
            codes = result.reading.codes if result.reading else ()
            found = {tuple(code.text.split()[:lines]) for code in codes if code.symbology == "MRZ"}
            counts += Counts(int(tuple(result.mrz.split()[:lines]) in found), len(found), 1)
    return counts


def measure_cards(results: Iterable[PageResult], *, boxed: bool) -> Counts:
    """Cards of sheets with several or turned ones: those with a region of their own, or with half their lines read."""
    counts = Counts()
    for result in results:
        zones = [region.box for region in result.reading.regions if region.kind == "card"] if result.reading else []
        for card in result.page.get("cards", ()):
            x, y, w, h = card["box"]
            if boxed:
                found = any(overlap(Box(x, y, w, h), zone) >= SAME_CARD for zone in zones)
            else:
                lines = [line for line in result.score.printed if share_covered(line.box, [Box(x, y, w, h)]) >= BOXED]
                found = 2 * sum(line.found for line in lines) >= len(lines)
            counts += Counts(int(found), 1, 1)
    return counts


def overlap(one: Box, other: Box) -> float:
    """The share of what two boxes cover together that both cover."""
    both = share_covered(one, [other]) * one.w * one.h
    return both / (one.w * one.h + other.w * other.h - both)


def measure_turns(results: Iterable[PageResult]) -> Counts:
    """Pages of many words that were set upright rightly."""
    counts = Counts()
    for result in written(results):
        if len(result.page["text"].split()) >= MANY_WORDS:
            right = result.reading is not None and result.reading.rotation % 360 == result.page["rotation"] % 360
            counts += Counts(int(right), 1, 1)
    return counts


def share(counts: Counts) -> str:
    return f"{counts.right} of {counts.wanted} ({100 * counts.recall:.1f} %)" if counts.wanted else "none"


def sign_rows(results: Sequence[PageResult]) -> list[list[object]]:
    """Everything beside the text, a line a measure."""
    blank = [result for result in results if result.page["blank"]]
    return [
        ["upright, pages of 20 words or more", share(measure_turns(results))],
        ["blank pages found", share(Counts(sum(r.said_blank for r in blank), 0, len(blank)))],
        ["written pages called blank", sum(r.said_blank for r in written(results))],
        *(
            [f"QR codes at {dpi} dpi: all / readable by zxing as stored", f"{share(every)} / {share(fair)}"]
            for dpi in (300, 200, 150)
            for every in [measure_codes(results, dpi, readable_only=False)]
            for fair in [measure_codes(results, dpi, readable_only=True)]
            if every.wanted
        ),
        ["machine-readable zones right as far as check digits guard them", share(measure_mrz(results, 2))],
        ["machine-readable zones right with the name", share(measure_mrz(results, 3))],
        ["cards of sheets with several or turned ones: boxed", share(measure_cards(results, boxed=True))],
        ["the same: half their lines read", share(measure_cards(results, boxed=False))],
        ["pages not read", sum(result.reading is None for result in results)],
        ["seconds a page in its process, mean", float(np.mean([result.seconds for result in results]))],
    ]


def sign_table(results: Sequence[PageResult]) -> str:
    """Upright, blank, codes and zones of each level."""
    levels = by_level(results)
    columns = [{str(row[0]): row[1] for row in sign_rows(members)} for members in levels.values()]
    names = list(dict.fromkeys(name for column in columns for name in column))
    return table(["measure", *levels], [[name, *(column.get(name, "none") for column in columns)] for name in names])


def all_words(results: Iterable[PageResult]) -> list[tuple[float, bool]]:
    """Confidence and rightness of the words read on written pages."""
    return [(word.confidence, right) for result in written(results) for word, right in result.judged]


def calibration_table(results: Sequence[PageResult]) -> str:
    """Calibration of word confidence of each level and in all."""
    rows = []
    for name, members in [*by_level(results).items(), ("all", list(results))]:
        words = all_words(members)
        sure = count_sure(words)
        bins = fill_bins(words)
        rows.append([
            name,
            len(words),
            f"{100 * sum(right for _, right in words) / max(1, len(words)):.2f}",
            f"{calibration_error(bins):.4f}",
            f"{100 * sure.wanted / max(1, len(words)):.1f}",
            f"{100 * sure.recall:.2f}",
        ])  # fmt: skip
    return table(["level", "words", "right %", "calibration error", "sure (≥ 0.95) %", "of the sure right %"], rows)


def grade_table(results: Sequence[PageResult]) -> str:
    """What the grades are worth: errors of the pages of each, and the rank correlation of grade and errors."""
    pages = [result for result in written(results) if result.reading is not None]
    rows = []
    for grade in Grade:
        members = [result for result in pages if result.reading and result.reading.quality.grade is grade]
        if members:
            rows.append([str(grade), *text_figures(members)])
    order = list(Grade)
    ranks = [order.index(result.reading.quality.grade) for result in pages if result.reading]
    errors = [result.score.order.percent for result in pages]
    return (
        f"{table(['grade', *TEXT_HEAD], rows)}\n\nRank correlation of grade and error: {correlate(ranks, errors):.2f}"
    )


def correlate(left: Sequence[float], right: Sequence[float]) -> float:
    """Spearman's rank correlation; 0 where one side never changes."""
    if len(set(left)) < 2 or len(set(right)) < 2:
        return 0.0
    return float(np.corrcoef(rank(left), rank(right))[0, 1])


def rank(values: Sequence[float]) -> list[float]:
    """Ranks from 0, equal values sharing their mean rank."""
    array = np.asarray(values, dtype=float)
    return [float((array < value).sum() + ((array == value).sum() - 1) / 2) for value in array]


def page_data(result: PageResult) -> dict[str, Any]:
    """One page as plain data: truth, reading, counts, lines lost and misread."""
    score, reading = result.score, result.reading
    return {
        **{key: result.page[key] for key in PAGE_KEYS},
        "folder": str(result.corpus.scans),
        "problem": result.problem,
        "seconds": round(result.seconds, 3),
        "rotation": [result.page["rotation"], reading.rotation if reading else None],
        "said_blank": result.said_blank,
        "grade": str(reading.quality.grade) if reading else None,
        "reasons": list(reading.quality.reasons) if reading else [],
        "order": asdict(score.order),
        "words": asdict(score.words),
        "misread": asdict(score.misread),
        "marks": score.marks.errors,
        "extra": score.extra,
        "lost": [line.text for line in score.lost],
        "silent": [line.text for line in result.silent],
        "wrong": [[line.text, line.read] for line in score.printed if line.found and line.errors],
        "truth": result.page["text"],
        "read": reading.text if reading else "",
        "codes": [[code.symbology, code.text] for code in reading.codes] if reading else [],
        "true_codes": [[code["symbology"], code["text"]] for code in result.page["codes"]] + [["MRZ", result.mrz]],
        "sure_wrong": [
            (word.text, word.confidence) for word, right in result.judged if word.confidence >= SURE and not right
        ],
    }


def as_data(results: Sequence[PageResult]) -> dict[str, Any]:
    """The whole run as plain data."""
    groups = [*by_level(results).items(), ("all", list(results))]
    return {
        "text": {name: dict(zip(TEXT_HEAD, text_figures(written(members)), strict=True)) for name, members in groups},
        "signs": {name: {str(row[0]): row[1] for row in sign_rows(members)} for name, members in groups},
        "calibration": {
            name: {
                "error": calibration_error(fill_bins(all_words(members))),
                "sure": asdict(count_sure(all_words(members))),
                "bins": [asdict(entry) for entry in fill_bins(all_words(members))],
            }
            for name, members in groups
        },
        "pages": [page_data(result) for result in results],
    }
