"""What time, copiers and scanners do to a page. Geometry is kept as one affine map so that boxes can follow."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from random import Random

import cv2
import numpy as np

from tests.corpus.lettering import PixelBox

LEVELS = ("clean", "office", "archive", "photocopy")


@dataclass(frozen=True)
class Wear:
    """What happens to one page."""

    skew: float = 0.0
    noise: float = 0.0
    blur: float = 0.0
    yellow: float = 0.0
    fade: float = 0.0
    bleed: float = 0.0
    folds: int = 0
    holes: int = 0
    specks: int = 0
    stains: int = 0
    edge: float = 0.0
    threshold: bool = False
    thicken: int = 0
    border: float = 0.0
    quality: int = 85
    grey: bool = False
    rotation: int = 0
    dpi: int = 300
    staples: int = 0
    soak: float = 0.0
    """How much more of the other side's coloured ink comes through, in blotches."""


def choose_wear(rng: Random, level: str) -> Wear:
    """The wear of one page at a level; see docs of each level in the package README."""
    if level == "clean":
        return Wear(
            noise=rng.choice((0.0, 1.0)),
            skew=rng.uniform(-0.15, 0.15),
            quality=92,
            dpi=rng.choice((300, 300, 300, 200)),
            rotation=rng.choices((0, 90, 180, 270), (94, 2, 2, 2))[0],
            threshold=rng.random() < 0.06,
        )
    if level == "office":
        return Wear(
            skew=rng.gauss(0, 1.0),
            noise=rng.uniform(2, 6),
            blur=rng.uniform(0.2, 0.6),
            yellow=rng.uniform(0, 0.06),
            fade=rng.uniform(0, 0.2),
            bleed=rng.choice((0.0, 0.0, 0.05, 0.1)),
            specks=rng.choice((0, 0, 8, 20)),
            edge=rng.choice((0.0, 0.0, 0.25)),
            holes=rng.choice((0, 0, 0, 2)),
            folds=rng.choice((0, 0, 0, 1)),
            quality=rng.randint(62, 88),
            grey=rng.random() < 0.15,
            rotation=rng.choices((0, 90, 180, 270), (86, 5, 5, 4))[0],
            dpi=rng.choices((300, 200, 150), (62, 33, 5))[0],
            threshold=rng.random() < 0.08,
        )
    if level == "archive":
        return Wear(
            skew=rng.gauss(0, 1.7),
            noise=rng.uniform(3, 8),
            blur=rng.uniform(0.45, 0.95),
            yellow=rng.uniform(0.15, 0.6),
            fade=rng.uniform(0.15, 0.5),
            bleed=rng.choice((0.0, 0.08, 0.15, 0.25)),
            folds=rng.choice((0, 1, 2, 3)),
            holes=rng.choice((0, 2, 2, 4)),
            specks=rng.choice((20, 60, 140, 260)),
            stains=rng.choice((0, 0, 1, 2, 3)),
            edge=rng.choice((0.0, 0.35, 0.5)),
            quality=rng.randint(50, 82),
            grey=rng.random() < 0.3,
            rotation=rng.choices((0, 90, 180, 270), (79, 7, 7, 7))[0],
            dpi=rng.choices((300, 200, 150, 100), (54, 35, 9, 2))[0],
            threshold=rng.random() < 0.16,
        )
    return Wear(
        skew=rng.gauss(0, 0.9),
        noise=rng.uniform(2, 6),
        blur=rng.uniform(0.3, 0.8),
        fade=rng.uniform(0, 0.35),
        specks=rng.choice((20, 80, 200)),
        bleed=rng.choice((0.0, 0.0, 0.06)),
        threshold=rng.random() < 0.7,
        thicken=rng.choice((-1, 0, 0, 0, 1)),
        border=rng.choice((0.0, 0.012, 0.03)),
        quality=rng.randint(60, 85),
        grey=True,
        rotation=rng.choices((0, 90, 180), (94, 3, 3))[0],
        dpi=rng.choices((300, 200), (65, 35))[0],
        holes=rng.choice((0, 0, 2)),
        folds=rng.choice((0, 0, 1)),
    )


def choose_wear_like(rng: Random, level: str, session: Wear) -> Wear:
    """The wear of another page scanned in the same session: one resolution and colour mode."""
    return replace(choose_wear(rng, level), dpi=session.dpi, grey=session.grey, threshold=session.threshold)


@dataclass(frozen=True)
class Damaged:
    """A damaged page: RGB, grey or (where `bilevel`) two-valued pixels, and the map from clean to upright pixels."""

    pixels: np.ndarray
    matrix: np.ndarray
    upright: tuple[int, int]
    rotation: int
    bilevel: bool
    wear: Wear

    def map_box(self, box: PixelBox) -> tuple[float, float, float, float]:
        """A clean pixel box as x, y, w, h in fractions of the upright page, clipped to it."""
        left, top, right, bottom = box
        corners = np.array([[left, top, 1], [right, top, 1], [left, bottom, 1], [right, bottom, 1]], dtype=np.float64)
        moved = corners @ self.matrix.T
        width, height = self.upright
        low = np.clip(moved.min(axis=0) / (width, height), 0, 1)
        high = np.clip(moved.max(axis=0) / (width, height), 0, 1)
        return tuple(round(float(v), 5) for v in (*low, *(high - low)))  # type: ignore[return-value]


def damage_page(clean: np.ndarray, wear: Wear, rng: Random, back: np.ndarray | None, *, ground: bool = True) -> Damaged:
    """The page as it comes out of the scanner. `back` is the other side of the sheet, for bleed-through."""
    noise = np.random.default_rng(rng.getrandbits(63))
    page = fade_ink(clean, wear, noise)
    if wear.bleed and back is not None:
        page = bleed_through(page, back, wear.bleed)
        if wear.soak:
            page = soak_through(page, back, wear.soak, noise)
    if wear.yellow and not wear.threshold:
        page = yellow_paper(page, wear, noise)
    page = mark_sheet(page, wear, rng, noise)
    matrix = skew_matrix(page.shape, wear.skew, rng)
    surround = (252, 252, 252) if rng.random() < 0.6 else (70, 70, 72)
    if abs(wear.skew) > 0.02:
        height, width = page.shape[:2]
        page = cv2.warpAffine(
            page, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=surround
        )
    if wear.border:
        black_border(page, wear.border, rng)
    if wear.blur:
        page = cv2.GaussianBlur(page, (0, 0), wear.blur)
    bilevel = False
    if wear.noise:
        page = add_noise(page, wear.noise, noise)
    if wear.grey:
        page = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    if wear.threshold:
        page, bilevel = copy_bilevel(page, wear, noise), True
    upright = (page.shape[1], page.shape[0])
    if wear.rotation:
        # stored turned the other way, so that turning it clockwise by `rotation` sets it upright
        turns = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}
        page = cv2.rotate(page, turns[wear.rotation])
    return Damaged(page, matrix, upright, wear.rotation, bilevel, wear)


def smooth_field(shape: tuple[int, ...], cells: int, noise: np.random.Generator) -> np.ndarray:
    """Slowly changing values 0..1 at an eighth of the page's size; `full_size` brings them up."""
    small = noise.random((cells, cells), dtype=np.float32)
    return np.clip(cv2.resize(small, (shape[1] // 8, shape[0] // 8), interpolation=cv2.INTER_CUBIC), 0, 1)


def full_size(field: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """A field of 0..1 as bytes in the page's size."""
    return cv2.resize((field * 255).astype(np.uint8), (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)


def grain(shape: tuple[int, ...], tile: np.ndarray) -> np.ndarray:
    """A tile of noise repeated over the page."""
    rows, columns = math.ceil(shape[0] / tile.shape[0]), math.ceil(shape[1] / tile.shape[1])
    return np.tile(tile, (rows, columns))[: shape[0], : shape[1]]


def fade_ink(page: np.ndarray, wear: Wear, noise: np.random.Generator) -> np.ndarray:
    """Lighter ink, unevenly over the page, with lost grains where it is strong."""
    if wear.fade < 0.01:
        return page.copy()
    keep = full_size(1 - np.clip(smooth_field(page.shape, 5, noise) * wear.fade * 1.3, 0, 0.8), page.shape)
    if wear.fade > 0.2:
        tile = (noise.random((512, 512), dtype=np.float32) * wear.fade * 128).astype(np.uint8)
        keep = np.maximum(cv2.subtract(keep, grain(page.shape, tile)), 50)
    return 255 - cv2.multiply(255 - page, cv2.merge([keep] * 3), scale=1 / 255)


def bleed_through(page: np.ndarray, back: np.ndarray, strength: float) -> np.ndarray:
    """The other side showing through, mirrored and soft."""
    ghost = cv2.flip(cv2.resize(back, (page.shape[1], page.shape[0])), 1)
    ghost = cv2.GaussianBlur(ghost, (0, 0), 1.6)
    return cv2.subtract(page, cv2.convertScaleAbs(255 - ghost, alpha=strength))


def soak_through(page: np.ndarray, back: np.ndarray, strength: float, noise: np.random.Generator) -> np.ndarray:
    """Red stamping ink of the other side in the sheet itself: mirrored, in blotches where it pressed hardest."""
    ghost = cv2.GaussianBlur(cv2.flip(cv2.resize(back, (page.shape[1], page.shape[0])), 1), (0, 0), 0.8)
    red = cv2.subtract(ghost[:, :, 0], cv2.max(ghost[:, :, 1], ghost[:, :, 2]))
    blotches = full_size(smooth_field(page.shape, 24, noise) ** 2 * strength, page.shape)
    share = cv2.multiply(blotches, cv2.threshold(red, 60, 255, cv2.THRESH_BINARY)[1], scale=1 / 255)
    return cv2.subtract(page, cv2.multiply(255 - ghost, cv2.merge([share] * 3), scale=1 / 255))


def yellow_paper(page: np.ndarray, wear: Wear, noise: np.random.Generator) -> np.ndarray:
    """Aged paper: tinted, darker towards the edges, cloudy."""
    depth = 0.55 + 0.45 * smooth_field(page.shape, 6, noise)
    height, width = depth.shape
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    depth *= 0.8 + 0.45 * np.maximum(np.abs(x), np.abs(y)) ** 4
    depth = np.clip(depth, 0, 1) * wear.yellow
    paper = [full_size(1 - depth * share, page.shape) for share in (0.22, 0.36, 0.72)]
    return cv2.multiply(page, cv2.merge(paper), scale=1 / 255)


def mark_sheet(page: np.ndarray, wear: Wear, rng: Random, noise: np.random.Generator) -> np.ndarray:
    """Folds, punch holes, stains, specks and the dark edge of a bound volume, drawn in place."""
    height, width = page.shape[:2]
    unit = width / 210
    for _ in range(wear.folds):
        fold_line(page, rng, unit)
    for index in range(wear.holes):
        y = height * (0.5 + (index - (wear.holes - 1) / 2) * (80 if wear.holes == 2 else 60) / 297)
        centre, radius = (round(rng.uniform(8, 11) * unit), round(y)), round(2.8 * unit)
        shade = rng.choice((20, 60, 245))
        cv2.circle(page, centre, radius, (shade, shade, shade), -1, cv2.LINE_AA)
        cv2.circle(page, centre, radius, (120, 118, 110), max(1, round(0.25 * unit)), cv2.LINE_AA)
    for index in range(wear.staples):
        staple(page, rng, unit, 26.0 * index)
    for _ in range(wear.stains):
        stain(page, rng, unit)
    for _ in range(wear.specks):
        at = (rng.randrange(width), rng.randrange(height))
        shade = rng.randint(20, 130)
        cv2.circle(
            page, at, rng.choice((0, 1, 1, 2, 3)) if unit > 8 else rng.choice((0, 1, 1)), (shade, shade, shade), -1
        )
    if wear.edge:
        band = round(rng.uniform(6, 18) * unit)
        ramp = 1 - wear.edge * np.linspace(1, 0, band, dtype=np.float32) ** 1.5
        page[:, :band] = (page[:, :band] * ramp[None, :, None]).astype(np.uint8)
    return page


def staple(page: np.ndarray, rng: Random, unit: float, below: float) -> None:
    """A staple near the upper left corner, so many mm `below` it, or the rusty holes that one left."""
    x, y, tilt = rng.uniform(6, 16) * unit, (below + rng.uniform(6, 16)) * unit, rng.uniform(-1.0, 1.0)
    reach = (5 * unit * math.cos(tilt), 5 * unit * math.sin(tilt))
    ends = [(round(x + side * reach[0]), round(y + side * reach[1])) for side in (-1, 1)]
    if rng.random() < 0.6:
        cv2.line(page, ends[0], ends[1], (70, 72, 75), max(1, round(0.5 * unit)), cv2.LINE_AA)
    else:
        for end in ends:
            cv2.circle(page, end, max(1, round(0.5 * unit)), (95, 70, 50), -1, cv2.LINE_AA)


def fold_line(page: np.ndarray, rng: Random, unit: float) -> None:
    """A crease across the sheet: a dark and a light hairline beside a faint shade."""
    height, width = page.shape[:2]
    tilt = rng.uniform(-0.01, 0.01)
    if rng.random() < 0.65:
        y = height * rng.choice((0.5, 0.33, 0.66, 0.25, 0.75)) + rng.uniform(-8, 8) * unit
        ends = ((0, round(y)), (width, round(y + tilt * width)))
        shift = (0, max(1, round(0.25 * unit)))
    else:
        x = width * rng.choice((0.5, 0.33, 0.66)) + rng.uniform(-6, 6) * unit
        ends = ((round(x), 0), (round(x + tilt * height), height))
        shift = (max(1, round(0.25 * unit)), 0)
    overlay = page.copy()
    thick = max(1, round(0.2 * unit))
    cv2.line(overlay, *ends, (150, 146, 138), thick, cv2.LINE_AA)
    lighter = tuple((point[0] + shift[0], point[1] + shift[1]) for point in ends)
    cv2.line(overlay, *lighter, (250, 250, 248), thick, cv2.LINE_AA)
    cv2.addWeighted(overlay, 0.65, page, 0.35, 0, dst=page)


def stain(page: np.ndarray, rng: Random, unit: float) -> None:
    """A water or tea stain: a light brown blot with a darker rim."""
    height, width = page.shape[:2]
    radius = round(rng.uniform(8, 30) * unit)
    x, y = rng.randrange(width), rng.randrange(height)
    left, top, right, bottom = max(0, x - radius), max(0, y - radius), min(width, x + radius), min(height, y + radius)
    if right - left < 4 or bottom - top < 4:
        return
    mask = np.zeros((bottom - top, right - left), np.uint8)
    axes = (round(radius * rng.uniform(0.5, 0.95)), round(radius * rng.uniform(0.5, 0.95)))
    cv2.ellipse(mask, (x - left, y - top), axes, rng.uniform(0, 90), 0, 360, 60, -1)
    cv2.ellipse(mask, (x - left, y - top), axes, 0, 0, 360, 110, max(1, round(0.8 * unit)))
    mask = cv2.GaussianBlur(mask, (0, 0), max(1.0, 0.8 * unit))
    shade = cv2.merge([cv2.convertScaleAbs(mask, alpha=a) for a in (0.35, 0.55, 0.9)])
    page[top:bottom, left:right] = cv2.subtract(page[top:bottom, left:right], shade)


def skew_matrix(shape: tuple[int, ...], degrees: float, rng: Random) -> np.ndarray:
    """Turning about the middle with a little shift."""
    height, width = shape[:2]
    if abs(degrees) <= 0.02:
        return np.array([[1.0, 0, 0], [0, 1.0, 0]])
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    matrix[:, 2] += [rng.uniform(-0.004, 0.004) * width, rng.uniform(-0.003, 0.003) * height]
    return matrix


def black_border(page: np.ndarray, share: float, rng: Random) -> None:
    """The dark edges an open copier lid leaves."""
    width = page.shape[1]
    for side in range(4):
        if rng.random() < 0.6:
            depth = round(rng.uniform(0.3, 1.0) * share * width)
            part = (
                page[:depth],
                page[-depth:] if depth else page[:0],
                page[:, :depth],
                page[:, -depth:] if depth else page[:, :0],
            )[side]
            part[:] = np.minimum(part, rng.randint(0, 40))


def add_noise(page: np.ndarray, sigma: float, noise: np.random.Generator) -> np.ndarray:
    """Sensor noise, the same in all channels."""
    tile = noise.normal(0, sigma, (512, 512))
    brighter = grain(page.shape, np.clip(tile, 0, 127).astype(np.uint8))
    darker = grain(page.shape, np.clip(-tile, 0, 127).astype(np.uint8))
    if page.ndim == 3:
        brighter, darker = cv2.merge([brighter] * 3), cv2.merge([darker] * 3)
    return cv2.subtract(cv2.add(page, brighter), darker)


def copy_bilevel(grey: np.ndarray, wear: Wear, noise: np.random.Generator) -> np.ndarray:
    """A 1-bit copy: ragged strokes, thinned or thickened, pepper in the white."""
    if grey.ndim == 3:
        grey = cv2.cvtColor(grey, cv2.COLOR_RGB2GRAY)
    shift = -12 if wear.fade < 0.15 else 15
    level = full_size((150 + shift + 40 * smooth_field(grey.shape, 4, noise)) / 255, grey.shape)
    ragged = np.clip(noise.normal(20, 10, (512, 512)), 0, 60).astype(np.uint8)
    level = cv2.add(cv2.subtract(level, 20), grain(grey.shape, ragged))
    page = np.where(grey > level, np.uint8(255), np.uint8(0))
    kernel = cv2.getStructuringElement(cv2.MORPH_CROSS, (2, 2) if grey.shape[1] < 2000 else (3, 2))
    if wear.thicken > 0:
        return cv2.erode(page, kernel)
    if wear.thicken < 0:
        return cv2.dilate(page, kernel)
    return page
