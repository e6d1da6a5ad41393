"""Reading the catalogue's CSV files; a mistake is named by file and line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from pipeline.errors import CatalogError
from pipeline.letters import nfc


def read_rows(path: Path, root: Path) -> list[dict[str, str]]:
    """The rows below the head, as the head names the columns. Raises CatalogError naming the file from `root` on."""
    try:
        text = nfc(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(f"{path.relative_to(root)}: {error}") from error
    rows = list(csv.DictReader(io.StringIO(text)))
    for number, row in enumerate(rows, 2):
        if None in row or None in row.values():
            raise CatalogError(f"{path.relative_to(root)}: line {number}: too many or too few columns")
    return rows
