"""Whether a page is empty: nothing was put on it, whatever shows through from the sheet's other side."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from ocr.behind import Behind, Pixels
from ocr.blank import ENOUGH, find_stamping, find_writing
from ocr.clean import Grey
from ocr.crumbs import is_bilevel
from ocr.raster import PageImage


def is_written(pixels: Pixels, dpi: int, flat: Grey, flat_dpi: int, sides: Iterable[PageImage] = ()) -> bool:
    """Whether anything was written or stamped on this side of a grey or RGB page; `flat` as for `find_writing`.

    `sides` are pages that may be the other side of the sheet, drawn only where few marks are in doubt. All marks of
    the page have to be ink of one of them: where one is not, nothing is taken for empty.
    """
    bilevel = is_bilevel(pixels)
    marks = find_writing(flat, flat_dpi, bilevel=bilevel)
    if len(marks) >= ENOUGH:
        return True
    stamps = cache(lambda: find_stamping(pixels, dpi))
    if not marks and not stamps():
        return False
    for side in sides:
        behind = Behind.lay(pixels, dpi, side.pixels, side.dpi, bilevel=bilevel)
        if behind is None or not all(behind.explains(rect, flat_dpi) for rect in marks):
            continue
        if len(stamps()) < ENOUGH and all(behind.explains(rect, dpi) for rect in stamps()):
            return False
    return True
