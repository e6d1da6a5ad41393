"""The papers that the receipt lists as handed in, against those that were scanned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Levenshtein

from pipeline.catalog import OTHER, WITHHELD, Catalog, DocumentType
from pipeline.findings import make_finding
from pipeline.letters import fold
from pipeline.model import Document, Finding

LONG: Final = 3
"""Letters of the shortest word that may be misread."""
FEWEST: Final = 3
"""Words of the shortest beginning of a name that may stand for it."""
ANY: Final = frozenset((OTHER, WITHHELD))
"""Types of papers that may be whatever is looked for."""
_COUNTS: Final = ("ban_chinh", "ban_sao", "photo")


@dataclass(frozen=True)
class _Line:
    """One line of the receipt's list, and the types of paper that it may mean."""

    key: str
    name: str
    types: frozenset[str]


def find_unscanned(documents: Sequence[Document], catalog: Catalog, results: Sequence[str] = ()) -> Iterator[Finding]:
    """What each receipt lists and no paper of the dossier can be; silent while nothing but receipts was scanned.

    `results` are the types in which the procedure ends: such a paper stands in for no other that was handed in.
    """
    receipts = [document for document in documents if _opens(document, catalog)]
    papers = [document for document in documents if not _opens(document, catalog)]
    if not receipts or not papers:
        return
    names = _list_names(catalog, frozenset(results))
    for receipt in receipts:
        lines = [line for line in _list_lines(receipt, names, catalog) if line.types]
        for line in _match(lines, [paper.type for paper in papers], catalog):
            spec = catalog.types[receipt.type].field(line.key)
            yield make_finding(catalog, "receipt_paper_missing", receipt.id, spec, value=line.name)


def _opens(document: Document, catalog: Catalog) -> bool:
    kind = catalog.types.get(document.type)
    return kind is not None and kind.starts_dossier


def _list_lines(receipt: Document, names: dict[str, frozenset[str]], catalog: Catalog) -> Iterator[_Line]:
    for row in catalog.types[receipt.type].rows:
        place = 1
        while f"{row.key}[{place}].ten" in receipt.fields:
            head = f"{row.key}[{place}]."
            name = receipt.fields[head + "ten"].value
            counts = [receipt.fields[head + key].value for key in _COUNTS if head + key in receipt.fields]
            if not counts or any(count.strip("0") for count in counts):
                yield _Line(head + "ten", name, find_types(name, names))
            place += 1


def _list_names(catalog: Catalog, results: frozenset[str]) -> dict[str, frozenset[str]]:
    """What papers are called, folded, with the types that the name may mean."""
    names: dict[str, set[str]] = {}
    for code, kind in catalog.types.items():
        for name in (*kind.titles, kind.name_vi) if code not in ANY else ():
            names.setdefault(_plain(name), set()).add(code)
    for procedure in catalog.procedures.values():
        for requirement in procedure.requires:
            if requirement.any_of:
                names.setdefault(_plain(requirement.name_vi), set()).update(requirement.any_of)
    for name, codes in catalog.lexicons.paper_names.items():
        known = {code for code in codes if code in catalog.types}
        names.setdefault(_plain(name), set()).update(known - results or known)
    cards = {code for code, kind in catalog.types.items() if kind.faces}
    return {name: frozenset(types | cards if types & cards else types) for name, types in names.items()}


def _plain(text: str) -> str:
    return " ".join(fold(text).replace(",", " ").split())


def find_types(line: str, names: dict[str, frozenset[str]]) -> frozenset[str]:
    """The types of all papers that the line names: of names that overlap, the longest; none where it names none."""
    words = _plain(line).split()
    spans = [
        (start, start + len(parts), types)
        for name, types in names.items()
        for parts in [name.split()]
        for start in range(len(words) - len(parts) + 1)
        if _is_alike(parts, words[start : start + len(parts)])
    ]
    spans.sort(key=lambda span: span[0] - span[1])
    kept: list[tuple[int, int, frozenset[str]]] = []
    for span in spans:
        over = [other for other in kept if span[0] < other[1] and other[0] < span[1]]
        if all(other[1] - other[0] == span[1] - span[0] for other in over):
            kept.append(span)
    if len(words) >= FEWEST and (0, len(words)) not in {span[:2] for span in kept}:
        kept += [(0, 0, types) for name, types in names.items() if name.startswith(" ".join(words) + " ")]
    return frozenset().union(*(types for _, _, types in kept))


def _is_alike(name: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the words are the name's, a letter misread here and there."""
    slips = 0
    for one, other in zip(name, words, strict=True):
        if one != other:
            slips += 1
            if 4 * slips > len(name) or len(one) < LONG or Levenshtein.distance(one, other, score_cutoff=1) > 1:
                return False
    return True


def _match(lines: Sequence[_Line], papers: Sequence[str], catalog: Catalog) -> Iterator[_Line]:
    """The lines left over when each paper stands for one line at most and as many lines as possible have theirs."""
    owner: dict[int, int] = {}

    def place(number: int, tried: set[int]) -> bool:
        for paper, code in enumerate(papers):
            if paper in tried or not _fits(code, lines[number], catalog):
                continue
            tried.add(paper)
            if paper not in owner or place(owner[paper], tried):
                owner[paper] = number
                return True
        return False

    for number, line in enumerate(lines):
        if not place(number, set()):
            yield line


def _fits(code: str, line: _Line, catalog: Catalog) -> bool:
    """Whether a paper of the type may be what the line lists: of one of its types, or known no better than that."""
    if code in line.types or code in ANY:
        return True
    return any(_is_vaguer(catalog.types[code], catalog.types[other]) for other in line.types)


def _is_vaguer(kind: DocumentType, other: DocumentType) -> bool:
    """Whether a paper of the other type, its title half read, may have been taken for this one."""
    starts = [fold(start) for start in kind.title_starts]
    return not kind.fields and any(fold(title).startswith(start) for title in other.titles for start in starts)
