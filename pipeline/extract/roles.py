"""Whose a label is by its own words: `Năm sinh của mẹ`, `Nơi cư trú người chết`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pipeline.catalog import DocumentType
from pipeline.letters import squeeze

PLAIN_NAMES: Final = frozenset(
    squeeze(name) for name in ("Họ, chữ đệm, tên", "Họ, chữ đệm và tên", "Họ và tên", "Họ tên")
)
"""Labels of a name that say nothing of whose it is."""
OTHERS: Final = "?"
"""The section of persons who have none: no field of it is anybody's."""
_NAME_STARTS: Final = ("Họ, chữ đệm, tên ", "Họ, chữ đệm và tên ", "Họ và tên ", "Họ tên ", "Tên ")
_PERSON_STARTS: Final = ("Bên ", "Người ")
_NO_ROLES: Final = ("là", "tôi", "khai sinh", "đầy đủ", "gọi", "hộ kinh doanh", "của tôi", "và", "hoặc")
"""What stands after `Họ và tên` and names nobody."""
_LONGEST: Final = 4
"""An anchor of more words is no person's name."""


def roles_of(kind: DocumentType, openers: Mapping[str, str]) -> dict[str, str]:
    """The words that name the type's persons -> the section of each, empty for the paper's own; none that two share."""
    named: dict[str, set[str]] = defaultdict(set)
    people = [spec for spec in kind.fields if spec.kind == "name" and spec.labels]
    plain = [spec for spec in people if {squeeze(label) for label in spec.labels} & PLAIN_NAMES]
    own = next((spec.key for spec in plain or people if spec.section is None and spec.key not in openers), None)
    for spec in people:
        section = openers.get(spec.key, spec.section)
        if section is None:
            section = "" if spec.key == own else OTHERS
        for role in _roles_in(spec.labels):
            named[squeeze(role)].add(section)
    for part in kind.sections:
        for anchor in part.anchors:
            if anchor.startswith(_PERSON_STARTS) and len(anchor.split()) <= _LONGEST:
                named[squeeze(anchor)].add(part.key)
    return {role: next(iter(sections)) for role, sections in named.items() if len(sections) == 1}


def _roles_in(labels: Sequence[str]) -> Iterator[str]:
    for label in labels:
        start = next((start for start in _NAME_STARTS if label.startswith(start)), None)
        if start is not None:
            role = label.removeprefix(start).removeprefix("của ").rstrip(":").strip()
            if role and not role.startswith(_NO_ROLES):
                yield role
