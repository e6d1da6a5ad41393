"""Loading the catalogue: YAML and CSV in, one frozen value out; a mistake is named by file and place."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from pipeline.catalog.lexicons import Lexicons
from pipeline.catalog.schema import (
    Abbreviation,
    DocumentType,
    FieldSet,
    Procedure,
    Province,
    RuleFile,
    RuleWords,
    TypeFile,
)
from pipeline.catalog.tables import read_rows as _read_rows
from pipeline.errors import CatalogError
from pipeline.letters import fold, nfc, squeeze

M = TypeVar("M", bound=BaseModel)

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader, in C where it was built: ten times as fast."""

OTHER = "KHAC"
"""The type of papers that fit no other."""
WITHHELD = "MAT"
"""The type of papers that bear a mark of secrecy."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything known of types, procedures and code lists. `version` is a hash of the files it came from."""

    version: str
    types: dict[str, DocumentType]
    procedures: dict[str, Procedure]
    provinces: dict[str, Province]
    """By the first three digits of a 12-digit ID."""
    ethnic_groups: dict[str, str]
    """Folded spelling -> name."""
    abbreviations: dict[str, Abbreviation]
    """Folded abbreviation -> abbreviation."""
    positions: dict[str, str]
    """Squeezed spelling -> position of a signer."""
    rules: dict[str, RuleWords]
    lexicons: Lexicons
    """Long lists, read when they are first asked for."""

    def options(self, name: str) -> dict[str, str]:
        """The code list `name` as folded spelling -> value. Raises KeyError for an unknown list."""
        return self.lexicons.countries if name == "countries" else {"ethnic_groups": self.ethnic_groups}[name]


def load_catalog(folder: Path | None = None) -> Catalog:
    """The catalogue in `folder`, by default the one delivered with the product.

    Raises CatalogError naming the file and the place in it.
    """
    root = folder or Path(__file__).parent
    files = sorted(path for path in root.rglob("*") if path.suffix in {".yaml", ".csv"})
    if not files:
        raise CatalogError(f"{root}: no catalogue files")
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    sets = {
        found.key: found
        for path in sorted((root / "fieldsets").glob("*.yaml"))
        for found in [_validate(FieldSet, _read_yaml(path, root), path, root)]
    }
    rules = _validate(RuleFile, _read_yaml(root / "rules.yaml", root), root / "rules.yaml", root).rules
    lists = root / "lists"
    catalog = Catalog(
        version=digest.hexdigest()[:16],
        types=_load_types(root, sets, rules),
        procedures={row.code: row for row in _read_table(Procedure, lists / "procedures.csv", root)},
        provinces={row.id_prefix: row for row in _read_table(Province, lists / "provinces.csv", root)},
        ethnic_groups=_load_ethnic_groups(lists / "ethnic_groups.csv", root),
        abbreviations={
            fold(row.abbreviation): row for row in _read_table(Abbreviation, lists / "abbreviations.csv", root)
        },
        positions={squeeze(row["position"]): row["position"] for row in _read_rows(lists / "positions.csv", root)},
        rules=rules,
        lexicons=Lexicons(root),
    )
    _check_lists(catalog)
    return catalog


def _load_types(root: Path, sets: dict[str, FieldSet], rules: dict[str, RuleWords]) -> dict[str, DocumentType]:
    types: dict[str, DocumentType] = {}
    for path in sorted((root / "types").glob("*.yaml")):
        for place, kind in enumerate(_validate(TypeFile, _read_yaml(path, root), path, root).types):
            where = f"{path.relative_to(root)}: types.{place} ({kind.code})"
            if kind.code in types:
                raise CatalogError(f"{where}: the code {kind.code} is used twice")
            types[kind.code] = _complete(kind, sets, rules, where)
    for code in (OTHER, WITHHELD):
        if code not in types:
            raise CatalogError(f"types: the type {code} is missing")
    return types


def _complete(kind: DocumentType, sets: dict[str, FieldSet], rules: dict[str, RuleWords], where: str) -> DocumentType:
    """The type with its field sets joined in; every key that it names must exist."""
    fields, sections, checks, stops = list(kind.fields), list(kind.sections), list(kind.rules), list(kind.stops)
    for key in kind.uses:
        shared = sets.get(key)
        if shared is None:
            raise CatalogError(f"{where}: uses: no field set {key}")
        own = {spec.key for spec in fields}
        fields += [spec for spec in shared.fields if spec.key not in own]
        sections += shared.sections
        checks += shared.rules
        stops += shared.stops
    keys = [spec.key for spec in fields]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise CatalogError(f"{where}: fields: {sorted(twice)} stand twice")
    known = {section.key for section in sections}
    for spec in fields:
        if spec.section is not None and spec.section not in known:
            raise CatalogError(f"{where}: fields.{spec.key}: no section {spec.section}")
    for rule in checks:
        if rule.rule not in rules:
            raise CatalogError(f"{where}: rules: {rule.rule} has no words in rules.yaml")
        missing = [key for key in rule.fields if key not in keys]
        if missing:
            raise CatalogError(f"{where}: rules.{rule.rule}: no field {', '.join(missing)}")
    for person in kind.persons:
        for named in (person.name, person.id, person.birth, person.sex):
            if named is not None and named not in keys:
                raise CatalogError(f"{where}: persons.{person.role}: no field {named}")
    return kind.model_copy(
        update={"fields": tuple(fields), "sections": tuple(sections), "rules": tuple(checks), "stops": tuple(stops)}
    )


def _check_lists(catalog: Catalog) -> None:
    for kind in catalog.types.values():
        for spec in kind.fields:
            if spec.options is not None:
                try:
                    catalog.options(spec.options)
                except KeyError:
                    raise CatalogError(f"{kind.code}: fields.{spec.key}: no code list {spec.options}") from None


def _load_ethnic_groups(path: Path, root: Path) -> dict[str, str]:
    groups: dict[str, str] = {}
    for row in _read_rows(path, root):
        for spelling in (row["name"], *filter(None, row["also"].split(";"))):
            groups[fold(spelling.strip())] = row["name"]
    return groups


def _read_table(model: type[M], path: Path, root: Path) -> list[M]:
    rows = _read_rows(path, root)
    return [
        _validate(model, {key: value for key, value in row.items() if value != ""}, path, root, f"line {number}: ")
        for number, row in enumerate(rows, 2)
    ]


def _read_yaml(path: Path, root: Path) -> Any:
    try:
        return yaml.load(nfc(path.read_text(encoding="utf-8")), Loader=_LOADER)  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CatalogError(f"{path.relative_to(root)}: {error}") from error


def _validate(model: type[M], data: Any, path: Path, root: Path, place: str = "") -> M:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CatalogError(f"{path.relative_to(root)}: {place}{where}: {first['msg']}") from error
