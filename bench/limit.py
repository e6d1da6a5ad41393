"""What recognition alone must cost: each engine once over pages already clean, nothing else counted.

`python -m bench.limit BUNDLE ROTATIONS` prints the CPU seconds of the engine and of the second reader as JSON;
ROTATIONS lists, with commas, the degrees that set each page of the PDF upright.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import cv2

from bench.before_after import clean_picture
from bench.meter import spent
from ocr.config import ReaderConfig
from ocr.engine import Mode, open_engine
from ocr.lines import open_second


def measure_limit(source: Path, rotations: list[int]) -> dict[str, float]:
    """CPU seconds over all pages: the engine on whole pages, the second reader finding lines and reading them."""
    cv2.setNumThreads(1)
    config = ReaderConfig()
    costs = {"engine": 0.0, "second": 0.0}
    with tempfile.TemporaryDirectory(prefix="sohoa-limit-") as folder:
        engine, second = open_engine(config.engine, config.languages, Path(folder)), open_second(config.second)
        for number, rotation in enumerate(rotations, 1):
            picture, dpi = clean_picture(source, number, rotation)
            start = spent()
            engine.recognise([picture], Mode.PAGE, dpi, 600.0)
            middle = spent()
            if second is not None:
                second.read_lines(picture, second.find_lines(picture))
            costs["engine"] += middle - start
            costs["second"] += spent() - middle
    return costs


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.limit", description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("rotations")
    args = parser.parse_args()
    print(json.dumps(measure_limit(args.bundle, [int(turn) for turn in args.rotations.split(",")])))


if __name__ == "__main__":
    main()
