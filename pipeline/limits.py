"""Limits checked from headers before any decoding, and those put on the processes that read."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Limits(BaseModel):
    """What one source and one page may cost."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_bytes: int = Field(2 * 1024**3, gt=0, description="Largest source, in bytes.")
    max_pages: int = Field(3000, gt=0, description="Most pages in one source.")
    max_pixels: int = Field(160_000_000, gt=0, description="Most pixels on one page (A3 at 600 dpi has 70 million).")
    min_side: int = Field(64, gt=0, description="Shortest side of a page, in pixels.")
    max_ratio: float = Field(20.0, gt=1, description="Largest ratio of a page's long side to its short side.")
    max_unpack_ratio: float = Field(
        2000.0,
        gt=1,
        description="Largest ratio of decoded to stored bytes of a source above 1 MB (decompression bombs).",
    )
    page_seconds: float = Field(120.0, gt=0, description="Seconds one page may take to read before it is killed.")
    page_memory: int = Field(3 * 1024**3, gt=0, description="Address space of one reading process, in bytes.")
    stable_seconds: float = Field(
        2.0, ge=0, description="Seconds for which a file's size and time must stay the same before it is taken in."
    )
