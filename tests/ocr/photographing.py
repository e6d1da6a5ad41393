"""Pages as a telephone or an open book shows them: photographed on a table, or bent at the fold."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
TABLES = {"wood": (150, 104, 62), "cloth": (52, 84, 140), "slate": (84, 86, 88), "pine": (196, 158, 104)}
"""RGB of the grounds that pages are photographed on."""


@dataclass(frozen=True)
class Photo:
    pixels: Pixels
    matrix: NDArray[np.float64]
    """3 x 3, from the page's pixels to the photo's."""

    def place(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        return cv2.perspectiveTransform(points.reshape(1, -1, 2).astype(np.float64), self.matrix)[0]


def photograph(
    page: Pixels, seed: int, table: str = "wood", frame: tuple[int, int] = (2100, 2800), tilt: float = 18.0,
    roll: float = 8.0, cover: float = 0.86, flat_light: bool = False,
) -> Photo:  # fmt: skip
    """The RGB page on a table, by a camera held at random within `tilt` and `roll` degrees."""
    noise = np.random.default_rng(seed)
    matrix = _aim_camera(page.shape, frame, noise, tilt, roll, cover)
    photo = _lay_table(TABLES[table], frame, noise)
    _put_things(photo, noise)
    inside = cv2.warpPerspective(np.full(page.shape[:2], 255, np.uint8), matrix, frame, flags=cv2.INTER_LINEAR)
    shadow = cv2.GaussianBlur(np.roll(inside, (9, 7), axis=(0, 1)), (0, 0), 9).astype(np.float32) / 255
    photo = photo.astype(np.float32) * (1 - 0.45 * shadow[..., None])
    seen = cv2.warpPerspective(cv2.GaussianBlur(page, (0, 0), 0.6), matrix, frame, flags=cv2.INTER_AREA)
    share = (inside.astype(np.float32) / 255)[..., None]
    photo = photo * (1 - share) + seen.astype(np.float32) * 0.93 * share
    if not flat_light:
        photo = photo * _shade(frame, noise)[..., None]
    photo = photo + noise.normal(0, 4, (*photo.shape[:2], 1))
    return Photo(np.clip(photo, 0, 255).astype(np.uint8), matrix)


def _aim_camera(
    shape: tuple[int, ...], frame: tuple[int, int], noise: np.random.Generator, tilt: float, roll: float, cover: float
) -> NDArray[np.float64]:
    height, width = shape[:2]
    pitch, yaw, turn = np.radians(noise.uniform(-1, 1, 3) * (tilt, tilt, roll))
    about_x = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    about_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    about_z = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    pose = about_z @ about_y @ about_x
    focal = 0.85 * float(np.hypot(*frame))
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float64)

    def look(distance: float) -> NDArray[np.float64]:
        plane = np.column_stack((pose[:, 0], pose[:, 1], np.array([0, 0, distance])))
        centre = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1.0]])
        lens = np.array([[focal, 0, frame[0] / 2], [0, focal, frame[1] / 2], [0, 0, 1.0]])
        return np.asarray(lens @ plane @ centre)

    distance = 1.2 * max(width, height)
    for _ in range(200):
        seen = cv2.perspectiveTransform(corners[None], look(distance))[0]
        wide, high = np.ptp(seen, axis=0)
        if wide <= cover * frame[0] and high <= cover * frame[1]:
            break
        distance *= 1.02
    shift = np.eye(3)
    shift[:2, 2] = np.array(frame) / 2 - (seen.min(axis=0) + seen.max(axis=0)) / 2
    return np.asarray(shift @ look(distance))


def _lay_table(colour: tuple[int, int, int], frame: tuple[int, int], noise: np.random.Generator) -> NDArray[np.float32]:
    """A ground with long streaks and fine grain."""
    wide, high = frame
    streaks = cv2.resize(
        noise.normal(0, 1, (max(4, high // 6), 5)).astype(np.float32), frame, interpolation=cv2.INTER_CUBIC
    )
    grain = cv2.GaussianBlur(noise.normal(0, 1, (high, wide)).astype(np.float32), (0, 0), 1.5) * 3
    return np.array(colour, dtype=np.float32) * (1 + 0.10 * streaks + 0.05 * grain)[..., None]


def _put_things(photo: NDArray[np.float32], noise: np.random.Generator) -> None:
    """A pen and a few papers at the frame's edge, which the page covers in part."""
    high, wide = photo.shape[:2]
    x = int(noise.uniform(0.02, 0.06) * wide)
    cv2.line(photo, (x, int(0.2 * high)), (x + wide // 20, int(0.6 * high)), (25, 25, 35), max(4, wide // 90))
    corner = (int(wide * 0.97), int(noise.uniform(0.1, 0.7) * high))
    cv2.rectangle(photo, corner, (wide, corner[1] + high // 5), (225, 222, 210), -1)


def _shade(frame: tuple[int, int], noise: np.random.Generator) -> NDArray[np.float32]:
    """Light from one side with a soft shadow over part of the table."""
    wide, high = frame
    x, y = np.meshgrid(np.linspace(-1, 1, wide, dtype=np.float32), np.linspace(-1, 1, high, dtype=np.float32))
    way = noise.uniform(0, 2 * np.pi)
    side = np.cos(way) * x + np.sin(way) * y
    dark = 1 / (1 + np.exp(-(side - noise.uniform(0.2, 0.6)) * 9))
    return np.asarray(1.0 - 0.14 * side - 0.2 * dark, dtype=np.float32)


@dataclass(frozen=True)
class Bent:
    pixels: Pixels
    drops: NDArray[np.float32]
    """Per pixel of the straight page, how far down the bent one shows it."""


def bend_page(page: Pixels, left: bool, depth_mm: float, dpi: int, reach: float = 0.35, eye: float = 0.5) -> Bent:
    """The page bent like a cylinder towards the fold: its lines rise or fall there, the more the farther from `eye`.

    `depth_mm` is how far the top line is off at the fold, `reach` the share of the width that is bent, `eye` the
    height (fraction of the page) that stays level.
    """
    height, width = page.shape[:2]
    x = np.linspace(0, 1, width, dtype=np.float32)
    near = np.clip(((reach - x) if left else (x - 1 + reach)) / reach, 0, 1)
    lift = 1 - np.sqrt(1 - np.square(0.92 * near))
    lift *= depth_mm / 25.4 * dpi / float(lift.max())
    y = np.linspace(0, 1, height, dtype=np.float32)
    drops = (lift[None, :] * (1 - y / eye)[:, None]).astype(np.float32) if eye else np.tile(lift, (height, 1))
    rows = np.arange(height, dtype=np.float32)[:, None]
    level = np.tile(rows, (1, width))
    for _ in range(6):
        shown = cv2.remap(drops, _columns(page), level, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        level = rows - shown
    bent = cv2.remap(page, _columns(page), level, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return Bent(bent, drops)


def _columns(page: Pixels) -> NDArray[np.float32]:
    height, width = page.shape[:2]
    return np.ascontiguousarray(np.broadcast_to(np.arange(width, dtype=np.float32), (height, width)))
