"""What a page shows of its own quality: measured on image and words, judged by ocr/quality.py."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean

import numpy as np

from ocr.clean import Grey
from ocr.edges import find_cut_lines
from ocr.engine import EngineWord
from ocr.levels import count_levels, find_percentiles
from ocr.quality import Depths, Evidence, measure_sharpness, pick_letters
from ocr.sheet import Sheet
from ocr.syllables import share_of_syllables


def measure_evidence(
    sheet: Sheet, upright: Grey, dpi: int, words: Sequence[EngineWord], depths: Depths, unread: float
) -> Evidence:
    """What `grade_page` judges: `upright` is the page's ink as scanned, `unread` the share of letters unexplained."""
    texts = [word for word in words if sum(letter.isalnum() for letter in word.text) >= 2]
    letters = pick_letters(sheet.blobs, sheet.dpi) & ~sheet.erased
    heights = sheet.blobs.stats[letters, 3]
    deep = depths[letters]
    depth = float(np.percentile(deep, 60)) if deep.size >= 20 else 0.0
    ink = 0.0
    if letters.sum() >= 20:
        deepest, paper = find_percentiles(count_levels(upright[::3, ::3]), (0.5, 50))
        ink = paper - deepest
    rows, columns = sheet.picture.shape
    edge = round(sheet.dpi * 0.03)
    cut = [
        w
        for w in texts
        if w.confidence > 0.5
        and (w.left < edge or w.left + w.width > columns - edge or w.top < edge or w.top + w.height > rows - edge)
    ]
    return Evidence(
        dpi=dpi,
        skew=sheet.skew,
        depth=depth,
        sharpness=measure_sharpness(upright, max(40.0, ink)) if ink else 0.0,
        letter_height=float(np.median(heights)) / sheet.scale if heights.size >= 20 else 0.0,
        confidence=mean([word.confidence for word in texts]) if texts else 0.0,
        syllables=share_of_syllables([word.text for word in texts]),
        words=len(texts),
        unread=unread,
        cut=len(cut) >= 3 or bool(find_cut_lines(sheet.blobs, sheet.dpi)),
    )
