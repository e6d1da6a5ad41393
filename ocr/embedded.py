"""Finds the one image that fills a PDF page, and whether anything else is visible on that page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf

_COVER = 0.95
_MAX_OPERATORS = 200_000
_MAX_DEPTH = 5
_PAINT = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "INLINE IMAGE"}
_SHOW = {"Tj", "TJ", "'", '"'}
_HIDDEN_TEXT = {3, 7}
_HIDDEN_FLAGS = 0x02 | 0x20
_UNTURNED_COLOURS = {"/DeviceRGB", "/DeviceGray", "/CalRGB", "/CalGray", "/ICCBased"}

Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class DrawnImage:
    """An image that covers its page. `rotation` is the clockwise turn, in degrees, that shows it as the page does."""

    image: pikepdf.PdfImage
    width: int
    height: int
    dpi: float
    rotation: int
    alone: bool
    """Nothing else is visible on the page, and the image is not mirrored or slanted."""

    def jpeg(self) -> bytes | None:
        """The stored JPEG bytes, if they show the same colours outside the PDF, else None."""
        stored = self.image.obj
        plain = not any(key in stored for key in ("/Decode", "/SMask", "/Mask"))
        if self.image.filters != ["/DCTDecode"] or not plain or str(self.image.colorspace) not in _UNTURNED_COLOURS:
            return None
        return bytes(stored.read_raw_bytes())


@dataclass(slots=True)
class _Seen:
    images: list[tuple[pikepdf.Object, Matrix]] = field(default_factory=list)
    visible: bool = False
    operators: int = 0


@dataclass(slots=True)
class _State:
    matrix: Matrix
    hidden_text: bool = False


def find_page_image(page: pikepdf.Page) -> DrawnImage | None:
    """The image that covers the page; None where none does or where the content cannot be followed."""
    seen = _Seen()
    try:
        _follow(page.obj, page.resources, (1, 0, 0, 1, 0, 0), seen, 0)
        seen.visible = seen.visible or any(_list_visible_annotations(page))
        covering = [drawn for drawn in seen.images if _cover(page, drawn[1]) >= _COVER]
        if len(covering) != 1:
            return None
        stored, matrix = covering[0]
        return _describe(page, stored, matrix, alone=not seen.visible and len(seen.images) == 1)
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _follow(content: pikepdf.Object, resources: pikepdf.Object, start: Matrix, seen: _Seen, depth: int) -> None:
    """Walks the drawing operators, noting images with their matrices and whether anything else is painted."""
    stack, now = [], _State(start)
    for operands, operator in pikepdf.parse_content_stream(content):
        seen.operators += 1
        if seen.operators > _MAX_OPERATORS:
            seen.visible = True
            return
        name = str(operator)
        if name == "q":
            stack.append(_State(now.matrix, now.hidden_text))
        elif name == "Q" and stack:
            now = stack.pop()
        elif name == "cm":
            now.matrix = _multiply(_to_matrix(operands), now.matrix)
        elif name == "Tr":
            now.hidden_text = int(operands[0]) in _HIDDEN_TEXT
        elif name in _PAINT or (name in _SHOW and not now.hidden_text):
            seen.visible = True
        elif name == "Do":
            _follow_object(resources["/XObject"][str(operands[0])], resources, now.matrix, seen, depth)


def _follow_object(drawn: pikepdf.Object, resources: pikepdf.Object, at: Matrix, seen: _Seen, depth: int) -> None:
    kind = str(drawn.get("/Subtype"))
    if kind == "/Image":
        seen.images.append((drawn, at))
    elif kind == "/Form" and depth < _MAX_DEPTH:
        own = _to_matrix(list(drawn.get("/Matrix", [1, 0, 0, 1, 0, 0])))
        _follow(drawn, drawn.get("/Resources", resources), _multiply(own, at), seen, depth + 1)
    else:
        seen.visible = True


def _list_visible_annotations(page: pikepdf.Page) -> Iterator[bool]:
    for annotation in page.obj.get("/Annots", []):
        left, bottom, right, top = (float(value) for value in annotation.get("/Rect", [0, 0, 0, 0]))
        hidden = int(annotation.get("/F", 0)) & _HIDDEN_FLAGS
        if "/AP" in annotation and not hidden and abs(right - left) > 1 and abs(top - bottom) > 1:
            yield str(annotation.get("/Subtype")) not in ("/Link", "/Popup")


def _describe(page: pikepdf.Page, stored: pikepdf.Object, matrix: Matrix, alone: bool) -> DrawnImage | None:
    image = pikepdf.PdfImage(stored)
    a, b, c, d, _, _ = matrix
    size = max(abs(value) for value in (a, b, c, d))
    straight = min(max(abs(a), abs(d)), max(abs(b), abs(c))) < size * 0.002
    mirrored = a * d - b * c < 0
    if not straight or mirrored:
        alone = False
    if abs(a) >= abs(b):
        within = 0 if a > 0 else 180
        across = abs(a)
    else:
        within = 270 if b > 0 else 90
        across = abs(b)
    unit = float(page.obj.get("/UserUnit", 1)) / 72
    rotation = (within + int(page.rotation)) % 360
    return DrawnImage(image, image.width, image.height, image.width / (across * unit), rotation, alone)


def _cover(page: pikepdf.Page, matrix: Matrix) -> float:
    """Share of the page's visible box that the unit square under the matrix covers."""
    a, b, c, d, e, f = matrix
    xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
    left, bottom, right, top = (float(value) for value in page.cropbox)
    wide = max(0.0, min(max(xs), max(left, right)) - max(min(xs), min(left, right)))
    high = max(0.0, min(max(ys), max(bottom, top)) - max(min(ys), min(bottom, top)))
    area = abs(right - left) * abs(top - bottom)
    return wide * high / area if area else 0.0


def _to_matrix(values: list[pikepdf.Object]) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in values)
    return a, b, c, d, e, f


def _multiply(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
