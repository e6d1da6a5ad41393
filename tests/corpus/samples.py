"""`python -m tests.corpus.samples`: makes the demonstration scans of `samples/` again."""

from __future__ import annotations

import argparse
import shutil
from dataclasses import replace
from pathlib import Path
from random import Random

from tests.corpus.context import Studio
from tests.corpus.damage import Wear
from tests.corpus.dossiers import STORIES, Dossier, make_dossier
from tests.corpus.fonts import FontBook, open_font_book
from tests.corpus.generate import Binder, ScannedPaper, scan_sheets
from tests.corpus.papers.receipt import make_blank, make_separator
from tests.corpus.truth import Truth, TruthSource
from tests.corpus.writers import heic_encoder

SEED = 20
DPI = 200
FOLDER = Path(__file__).resolve().parents[2] / "samples"


def sample_wear(rng: Random, **changes: object) -> Wear:
    """A legible office scan, light enough to be kept with the source."""
    wear = Wear(skew=rng.uniform(-0.7, 0.7), noise=1.2, blur=0.35, fade=rng.uniform(0, 0.06), quality=52, dpi=DPI)
    return replace(wear, **changes)  # type: ignore[arg-type]


class Desk:
    """Makes and scans the samples' dossiers."""

    def __init__(self, book: FontBook, seed: int) -> None:
        self.book, self.seed = book, seed

    def studio(self, name: str) -> Studio:
        return Studio(self.book, Random(f"samples/{self.seed}/{name}"), DPI)

    def scan(self, studio: Studio, dossier: Dossier, **changes: object) -> list[ScannedPaper]:
        rng = studio.rng
        return [scan_sheets(p, [sample_wear(rng, **changes) for _ in p.sheets], rng) for p in dossier.papers]

    def make(self, name: str, **changes: object) -> tuple[Dossier, list[ScannedPaper], Studio]:
        studio = self.studio(name)
        dossier = make_dossier(studio, next(story for story in STORIES if story.name == name))
        return dossier, self.scan(studio, dossier, **changes), studio


def turn_page(scan: ScannedPaper, studio: Studio, desk: Desk, name: str, number: int, rotation: int) -> ScannedPaper:
    """The same paper put into the scanner the wrong way round."""
    again = make_dossier(desk.studio(name), next(story for story in STORIES if story.name == name))
    paper = again.papers[number]
    return scan_sheets(paper, [sample_wear(studio.rng, rotation=rotation) for _ in paper.sheets], studio.rng)


def make_samples(folder: Path, book: FontBook, *, seed: int = SEED) -> Truth:
    """Write `dossiers/` and `truth.json` below `folder`, replacing what lay there."""
    target = folder / "dossiers"
    shutil.rmtree(target, ignore_errors=True)
    truth = Truth(seed, "office")
    binder, desk = Binder(target, truth, Random(f"samples/{seed}")), Desk(book, seed)

    birth, birth_scans, studio = desk.make("khai-sinh")
    blank = make_blank(studio, birth.case.received)
    birth_scans.insert(2, scan_sheets(blank, [sample_wear(studio.rng)], studio.rng))
    marriage, marriage_scans, _ = desk.make("ket-hon")
    binder.bind_whole("01-hai-ho-so.pdf", "pdf", [(birth, birth_scans), (marriage, marriage_scans)])

    status, status_scans, studio = desk.make("xac-nhan", grey=True)
    status_scans[1] = turn_page(status_scans[1], studio, desk, "xac-nhan", 1, 90)
    binder.bind_whole("02-xac-nhan.tif", "tif", [(status, status_scans)])

    extract, extract_scans, _ = desk.make("trich-luc")
    binder.bind_loose("03-trich-luc", extract, extract_scans, ("jpg",))

    office, office_scans, studio = desk.make("van-thu", grey=True, threshold=True)
    parting = scan_sheets(make_separator(studio, office.case), [sample_wear(studio.rng)], studio.rng)
    binder.bind_whole("04-van-thu.pdf", "pdf", [(replace(office, code=office.case.code), [parting, *office_scans])])

    business, business_scans, studio = desk.make("ho-kinh-doanh")
    kinds = ("heic" if heic_encoder() else "jpg", "jpg")
    again = make_dossier(desk.studio("ho-kinh-doanh"), business.story).papers[-1]
    copy = sample_wear(studio.rng, grey=True, threshold=True)
    business_scans[-1] = scan_sheets(again, [copy for _ in again.sheets], studio.rng)
    last = len(business_scans) - 1
    ways = [kinds[min(index, 1)] if index < last else "png" for index in range(len(business_scans))]
    binder.bind_loose("05-ho-kinh-doanh", business, business_scans, ways)

    whole = (target / "01-hai-ho-so.pdf").read_bytes()
    (target / "06-tep-hong.pdf").write_bytes(whole[:40_000])
    truth.sources.append(TruthSource("06-tep-hong.pdf", 0, "pdf", "problem"))
    truth.write(folder / "truth.json")
    return truth


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.samples", description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args()
    truth = make_samples(args.out, open_font_book(), seed=args.seed)
    size = sum(path.stat().st_size for path in (args.out / "dossiers").rglob("*") if path.is_file())
    print(f"{len(truth.pages)} pages, {len(truth.dossiers)} dossiers, {size / 1e6:.1f} MB in {args.out}")


if __name__ == "__main__":
    main()
