"""How well the product reads real public papers: `python -m bench.real DIR [--json-file result.json]`.

DIR holds scans and truth.jsonl (one paper a line: file, type, pages, fields, uncertain, blank_pages, text by page).
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.measure import same_value
from bench.run import digitise, load_run
from bench.scoring import Rate, character_errors, fold, line_bag_errors, table, total

TYPES = {
    "nghi_quyet": "NQ",
    "quyet_dinh": "QD",
    "chi_thi": "CT",
    "thong_bao": "TB",
    "bao_cao": "BC",
    "cong_van": "CV",
    "to_trinh": "TTR",
    "ke_hoach": "KH",
    "bien_ban": "BB",
    "giay_moi": "GM",
}
FIELDS = ("so_ky_hieu", "ngay_ban_hanh", "co_quan", "trich_yeu", "nguoi_ky", "chuc_vu")


def read_truth(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def documents_in(result: dict[str, Any], file: str) -> Iterator[dict[str, Any]]:
    """The documents found in a file, by their first page."""
    found = [d for dossier in result["dossiers"] for d in dossier["documents"] if d["file"] == file]
    yield from sorted(found, key=lambda document: document["pages"][0])


def judge_field(wanted: str, got: dict[str, Any] | None, findings: list[str]) -> str:
    """How a field came out: right, (number) wrong or missed, each with whether the clerk is told to look."""
    verdict = judge_value(wanted, got)
    return f"{verdict}, flagged" if findings and verdict != "right" else verdict


def judge_value(wanted: str, got: dict[str, Any] | None) -> str:
    if got is None or not got["value"]:
        return "missed"
    if same_value(wanted, got["value"]):
        return "right"
    bare = re.sub(r"^\d+", "", fold(wanted))
    if bare and bare != fold(wanted) and same_value(bare, re.sub(r"^\d+", "", got["value"])):
        return "number wrong" if re.match(r"\d", got["value"]) else "number missed"
    return "wrong"


def findings_on(result: dict[str, Any], document: dict[str, Any], key: str) -> list[str]:
    """Rules that spoke about a field of a document; what is said of a paper's number is said of number and notation."""
    keys = {key, "so"} if key == "so_ky_hieu" else {key}
    return [
        finding["rule"]
        for dossier in result["dossiers"]
        for finding in dossier.get("findings", [])
        if finding.get("document") == document["id"] and finding.get("field") in keys
    ]


def score_paper(paper: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    """Type, fields, blanks and text of one paper."""
    documents = list(documents_in(result, paper["file"]))
    first = documents[0] if documents else None
    pages = {page["page"]: page for page in result["pages"] if page["file"] == paper["file"]}
    fields = {}
    for key in FIELDS:
        if key in paper["fields"]:
            got = first["fields"].get(key) if first else None
            flagged = findings_on(result, first, key) if first else []
            wanted = paper["fields"][key]
            fields[key] = (judge_field(wanted, got, flagged), wanted, got["value"] if got else "", flagged)
    texts = [(text, pages.get(int(number), {}).get("text", "")) for number, text in paper["text"].items()]
    blanks = {number for number, page in pages.items() if page["blank"]}
    return {
        "file": paper["file"],
        "type": (TYPES.get(paper["type"], paper["type"]), first["type"] if first else "-"),
        "documents": len(documents),
        "fields": fields,
        "uncertain": paper["uncertain"],
        "blanks": (sorted(paper["blank_pages"]), sorted(blanks)),
        "cer": total(character_errors(*pair) for pair in texts) if texts else Rate(),
        "lines": total(line_bag_errors(*pair) for pair in texts) if texts else Rate(),
    }


def agree(wanted: object, found: object) -> str:
    """The value where both agree, else both."""
    return str(found) if wanted == found else f"{found}, is {wanted}"


def print_report(scores: list[dict[str, Any]]) -> None:
    """Markdown tables for docs/benchmarks.md."""
    rows = []
    for score in scores:
        verdicts = [score["fields"][key][0] if key in score["fields"] else "" for key in FIELDS]
        kind = agree(*score["type"])
        blanks = agree(*score["blanks"])
        cer = f"{score['cer'].percent:.1f} / {score['lines'].percent:.1f}" if score["cer"].length else ""
        rows.append([score["file"], kind, score["documents"], *verdicts, blanks, cer])
    print(table(["file", "type", "documents", *FIELDS, "blank pages", "CER in order / aside %"], rows) + "\n")
    wrong = [
        [score["file"], key, f"{wanted} ({verdict})", got or "-", ", ".join(flagged) or "-"]
        for score in scores
        for key, (verdict, wanted, got, flagged) in score["fields"].items()
        if verdict != "right"
    ]
    print(table(["file", "field", "stands there", "found", "flagged by"], wrong) + "\n")
    texts = [score for score in scores if score["cer"].length]
    for name in ("cer", "lines"):
        print(f"full texts, {name}: {total(score[name] for score in texts).percent:.2f} %")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.real", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json-file", type=Path, help="a result of `sohoa digitise --json` to score; none: run it")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sohoa-bench-") as temporary:
        run = load_run(args.json_file) if args.json_file else digitise(args.folder, Path(temporary) / "result.json")
    print_report([score_paper(paper, run.result) for paper in read_truth(args.folder)])


if __name__ == "__main__":
    main()
