"""Fits how likely a printed value is right: `python -m bench.fit_fields --corpus DIR ... --write`.

The corpora are those of `bench.understanding --keep`, their readings stored beside them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.calibration import calibration_error, fill_bins
from bench.fit_likelihood import fit
from bench.measure import pair_documents, same_value
from bench.stored import Stored, open_stored
from bench.understanding import as_result, understand_corpus
from pipeline.catalog import Catalog, load_catalog
from pipeline.extract import fields, rows
from pipeline.extract.confidence import WEIGHTS, Evidence, apply_weights, describe
from pipeline.extract.values import make_value
from pipeline.model import FieldValue, Method

Example = tuple[dict[str, float], bool]


def list_examples(stored: Stored, catalog: Catalog) -> Iterator[Example]:
    """The evidence of every printed value of the corpus's dossiers, and whether the value is right.

    A value of a kind of field that the paper's own truth does not have counts as wrong.
    """
    seen: dict[tuple[object, ...], Evidence] = {}
    made = make_value

    def note(spec: Any, normal: Any, raw: str, words: Any, view: Any, method: Method, place: float) -> FieldValue:
        value = made(spec, normal, raw, words, view, method, place)
        seen[value.page, value.box, value.value] = Evidence(words, place, normal.sure, spec.kind, spec.where)
        return value

    with ExitStack() as patched:
        for module in (fields, rows):
            patched.enter_context(patch.object(module, "make_value", note))
        records, _ = understand_corpus(stored, catalog)
    documents = {document.id: document for record in records for document in record.documents}
    for wanted, found in pair_documents(stored.corpus.truth, as_result(stored, records)):
        if found is None or found["type"] != wanted["type"]:
            continue
        for key, value in documents[found["id"]].fields.items():
            true = wanted["fields"].get(key)
            evidence = seen.get((value.page, value.box, value.value))
            if evidence is not None and (true is not None or not wanted["qr"]):
                yield describe(evidence), true is not None and same_value(true["value"], value.value)


def show(name: str, examples: Sequence[Example], weights: dict[str, float]) -> None:
    """How well weights tell right from wrong: calibration, and what passes at which share of errors."""
    rated = sorted(((apply_weights(features, weights), right) for features, right in examples), reverse=True)
    print(f"{name}: {len(rated)} values, calibration error {calibration_error(fill_bins(rated)):.4f}")
    for least in (0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995):
        passed = [right for sure, right in rated if sure >= least]
        wrong = len(passed) - sum(passed)
        share, errors = 100 * len(passed) / len(rated), 100 * wrong / max(1, len(passed))
        print(f"- from {least}: {share:.1f} % pass, {wrong} wrong ({errors:.2f} %)")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.fit_fields", description=__doc__)
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="corpora to fit to")
    parser.add_argument("--check", type=Path, nargs="*", default=[], help="other corpora to judge the fit on")
    parser.add_argument("--write", action="store_true", help=f"write {WEIGHTS.name}")
    args = parser.parse_args()
    catalog = load_catalog()
    examples = [one for path in args.corpus for one in list_examples(open_stored(path), catalog)]
    weights = fit(examples)
    show("fitted", examples, weights)
    if args.check:
        show("checked", [one for path in args.check for one in list_examples(open_stored(path), catalog)], weights)
    if args.write:
        WEIGHTS.write_text(json.dumps(weights, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
