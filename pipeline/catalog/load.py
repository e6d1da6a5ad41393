"""Loading the catalogue: YAML and CSV in, one frozen value out; a mistake is named by file and place."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from pipeline.catalog.defaults import list_defaults
from pipeline.catalog.forms import load_forms, widen_labels
from pipeline.catalog.lexicons import Lexicons
from pipeline.catalog.procedure import (
    Procedure,
    ProcedureFile,
    Waiver,
    WaiverFile,
    Workday,
    arrange_procedures,
    check_waivers,
    is_in_force,
)
from pipeline.catalog.schema import (
    Abbreviation,
    DocumentType,
    FieldSet,
    FieldSpec,
    Kind,
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
    """The newest version of each."""
    versions: dict[str, tuple[Procedure, ...]]
    """Every version of each procedure, oldest first."""
    waivers: tuple[Waiver, ...]
    workdays: tuple[Workday, ...]
    provinces: dict[str, Province]
    """By the first three digits of a 12-digit ID."""
    ethnic_groups: dict[str, str]
    """Folded spelling -> name."""
    abbreviations: dict[str, Abbreviation]
    """Folded abbreviation -> abbreviation."""
    positions: dict[str, str]
    """Squeezed spelling -> position of a signer."""
    issuers: dict[str, str]
    """Squeezed name -> body that issues identity papers."""
    rules: dict[str, RuleWords]
    lexicons: Lexicons
    """Long lists, read when they are first asked for."""

    def options(self, name: str) -> dict[str, str]:
        """The code list `name` as folded spelling -> value. Raises KeyError for an unknown list."""
        return self.lexicons.countries if name == "countries" else {"ethnic_groups": self.ethnic_groups}[name]

    def procedure_on(self, code: str, day: date) -> Procedure | None:
        """The procedure as it was in force that day; None where no version was."""
        return next((version for version in self.versions.get(code, ()) if is_in_force(version, day)), None)


def load_catalog(folder: Path | None = None, own: Path | None = None) -> Catalog:
    """The catalogue in `folder`, by default the one delivered with the product, and an office's own laid over it.

    `own` has `types/*.yaml` or `procedures/*.yaml`; one of a code that there is takes its place.
    Raises CatalogError naming the file and the place in it.
    """
    root = folder or Path(__file__).parent
    bases = (root, own) if own is not None else (root,)
    digest = hashlib.sha256()
    for base in bases:
        files = sorted(path for path in base.rglob("*") if path.suffix in {".yaml", ".csv"})
        if not files:
            raise CatalogError(f"{base}: no catalogue files")
        for path in files:
            digest.update(path.relative_to(base).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    sets = {
        found.key: found
        for path in sorted((root / "fieldsets").glob("*.yaml"))
        for found in [_validate(FieldSet, _read_yaml(path, root), path, root)]
    }
    rules = _validate(RuleFile, _read_yaml(root / "rules.yaml", root), root / "rules.yaml", root).rules
    lists = root / "lists"
    types = _load_types(bases, sets, rules)
    versions = _load_procedures(bases, types)
    catalog = Catalog(
        version=digest.hexdigest()[:16],
        types=types,
        procedures={code: entries[-1] for code, entries in versions.items()},
        versions=versions,
        waivers=_load_waivers(root, types, versions),
        workdays=tuple(_read_table(Workday, lists / "workdays.csv", root)),
        provinces={row.id_prefix: row for row in _read_table(Province, lists / "provinces.csv", root)},
        ethnic_groups=_load_ethnic_groups(lists / "ethnic_groups.csv", root),
        abbreviations={
            fold(row.abbreviation): row for row in _read_table(Abbreviation, lists / "abbreviations.csv", root)
        },
        positions={squeeze(row["position"]): row["position"] for row in _read_rows(lists / "positions.csv", root)},
        issuers={squeeze(row["issuer"]): row["issuer"] for row in _read_rows(lists / "issuers.csv", root)},
        rules=rules,
        lexicons=Lexicons(root, _titles(types, versions)),
    )
    _check_lists(catalog)
    return catalog


def _titles(types: dict[str, DocumentType], versions: dict[str, tuple[Procedure, ...]]) -> tuple[str, ...]:
    """What papers and procedures are called, as other papers name them."""
    newest = [entries[-1] for entries in versions.values()]
    papers = [paper.name_vi for procedure in newest for paper in procedure.requires]
    return tuple(dict.fromkeys([*(kind.name_vi for kind in types.values()), *(one.name for one in newest), *papers]))


def _load_types(
    bases: Sequence[Path], sets: dict[str, FieldSet], rules: dict[str, RuleWords]
) -> dict[str, DocumentType]:
    """The types of each folder laid over those of the folders before it."""
    types: dict[str, DocumentType] = {}
    forms = load_forms(bases[0])
    for root in bases:
        here: dict[str, DocumentType] = {}
        for path in sorted((root / "types").glob("*.yaml")):
            for place, kind in enumerate(_validate(TypeFile, _read_yaml(path, root), path, root).types):
                where = f"{path.relative_to(root)}: types.{place} ({kind.code})"
                if kind.code in here:
                    raise CatalogError(f"{where}: the code {kind.code} is used twice")
                here[kind.code] = widen_labels(_complete(kind, sets, rules, where), forms)
        types |= here
    for code in (OTHER, WITHHELD):
        if code not in types:
            raise CatalogError(f"types: the type {code} is missing")
    return types


def _complete(kind: DocumentType, sets: dict[str, FieldSet], rules: dict[str, RuleWords], where: str) -> DocumentType:
    """The type with its field sets joined in; every key that it names must exist."""
    fields, sections, checks, stops = list(kind.fields), list(kind.sections), list(kind.rules), list(kind.stops)
    rows = list(kind.rows)
    for key in kind.uses:
        shared = sets.get(key)
        if shared is None:
            raise CatalogError(f"{where}: uses: no field set {key}")
        own = {spec.key for spec in fields}
        fields += [spec for spec in shared.fields if spec.key not in own]
        sections += shared.sections
        rows += shared.rows
        checks += shared.rules
        stops += shared.stops
    fields = [part for spec in fields for part in _with_parts(spec)]
    keys = [spec.key for spec in fields]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise CatalogError(f"{where}: fields: {sorted(twice)} stand twice")
    known = {section.key for section in sections}
    strange = {key for row in rows for key in row.sections} - known
    if strange:
        raise CatalogError(f"{where}: rows: no section {', '.join(sorted(strange))}")
    for spec in fields:
        if spec.part_of is not None and spec.part_of not in keys:
            raise CatalogError(f"{where}: fields.{spec.key}: no field {spec.part_of}")
        if spec.section is not None and spec.section not in known:
            raise CatalogError(f"{where}: fields.{spec.key}: no section {spec.section}")
    for rule in checks:
        if rule.rule not in rules:
            raise CatalogError(f"{where}: rules: {rule.rule} has no words in rules.yaml")
        columns = {row.key: [spec.key for spec in row.columns] for row in rows}
        if rule.rows is not None and rule.rows not in columns:
            raise CatalogError(f"{where}: rules.{rule.rule}: no rows {rule.rows}")
        missing = [key for key in rule.fields if key not in (columns[rule.rows] if rule.rows else keys)]
        if missing:
            raise CatalogError(f"{where}: rules.{rule.rule}: no field {', '.join(missing)}")
    for person in kind.persons:
        for named in person.named:
            if named not in keys:
                raise CatalogError(f"{where}: persons.{person.role}: no field {named}")
    whole = kind.model_copy(
        update={
            "fields": tuple(fields),
            "sections": tuple(sections),
            "rows": tuple(rows),
            "rules": tuple(checks),
            "stops": tuple(stops),
        }
    )
    return whole.model_copy(update={"rules": (*whole.rules, *list_defaults(whole))})


_IDENTITY_PARTS: tuple[tuple[str, str, str, Kind], ...] = (
    ("loai", "loại", "kind", "text"),
    ("so", "số", "number", "docno"),
    ("noi_cap", "nơi cấp", "issued by", "org"),
    ("ngay_cap", "ngày cấp", "issued on", "date"),
)
"""The parts of a composed line of identity: suffix of the key, names, kind."""


def _with_parts(spec: FieldSpec) -> list[FieldSpec]:
    """The field, and the fields of its parts where it is a composed line."""
    if spec.kind != "identity":
        return [spec]
    parts = [
        FieldSpec(
            key=f"{spec.key}_{key}",
            name_vi=f"{spec.name_vi}: {vi}",
            name_en=f"{spec.name_en}: {en}",
            kind=kind,
            part_of=spec.key,
        )
        for key, vi, en, kind in _IDENTITY_PARTS
    ]
    return [spec, *parts]


def _check_lists(catalog: Catalog) -> None:
    for kind in catalog.types.values():
        for spec in (*kind.fields, *(column for row in kind.rows for column in row.columns)):
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


def _load_procedures(bases: Sequence[Path], types: dict[str, DocumentType]) -> dict[str, tuple[Procedure, ...]]:
    """The procedures of each folder; one that a later folder has takes the place of all its versions before."""
    versions: dict[str, tuple[Procedure, ...]] = {}
    for root in bases:
        files = [
            (path.relative_to(root).as_posix(), _validate(ProcedureFile, _read_yaml(path, root), path, root))
            for path in sorted((root / "procedures").glob("*.yaml"))
        ]
        versions |= arrange_procedures(files, types)
    return versions


def _load_waivers(
    root: Path, types: dict[str, DocumentType], procedures: dict[str, tuple[Procedure, ...]]
) -> tuple[Waiver, ...]:
    path = root / "waivers.yaml"
    waivers = _validate(WaiverFile, _read_yaml(path, root), path, root).waivers
    check_waivers(waivers, types, procedures, path.name)
    return waivers


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
