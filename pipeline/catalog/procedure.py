"""What a catalogue file may say of procedures: papers, forms, fee, deadline, what is not asked for any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal, Protocol, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from pipeline.catalog.schema import Code, DocumentType, Key
from pipeline.errors import CatalogError


def _is_quoted(value: Any) -> Any:
    if isinstance(value, float):
        raise ValueError("write the code in quotes, YAML takes it for a number")
    return value


ProcedureCode = Annotated[str, BeforeValidator(_is_quoted), Field(pattern=r"^\d\.\d{6}$")]


class Data(BaseModel):
    """Frozen and closed: an unknown key is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Data):
    """The same in Vietnamese and English."""

    vi: str
    en: str


class _Dated(Data):
    """In force from `valid_from` to `valid_to`, both days included; None is without end."""

    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> _Dated:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError("valid_from lies after valid_to")
        return self


class FieldHolds(Data):
    """A field that was read holds one of the phrases (marks and case do not count)."""

    type: Code
    key: Key
    contains: tuple[str, ...] = Field(min_length=1)


class Condition(Data):
    """When a paper is required at all; exactly one test, and the case in words for the clerk."""

    words: Words
    document: tuple[Code, ...] = ()
    """The dossier holds a paper of one of these types."""
    field: FieldHolds | None = None
    persons_differ: tuple[Key, Key] | None = None
    """The persons in these two roles are not the same."""

    @model_validator(mode="after")
    def _has_one_test(self) -> Condition:
        if sum(map(bool, (self.document, self.field, self.persons_differ))) != 1:
            raise ValueError("a condition needs exactly one of document, field, persons_differ")
        return self


class Requirement(_Dated):
    """One paper that a dossier must hold (thành phần hồ sơ)."""

    id: Key
    name_vi: str
    name_en: str
    any_of: tuple[Code, ...] = ()
    """Types that meet it; none where the catalogue has no type for it: the clerk looks for it."""
    of: tuple[Key, ...] = ()
    """Whose paper it is: the person in the first of these roles that any paper of the dossier names."""
    sex: Literal["Nam", "Nữ"] | None = None
    """Tells whose paper it is where no paper names a person in the role."""
    originals: int = Field(0, ge=0)
    copies: int = Field(0, ge=0)
    need: Literal["submit", "show", "lookup"] = "submit"
    """`show`: the original is shown and handed back, no scan is needed; `lookup`: the clerk looks it up."""
    when: Condition | None = None
    optional: Words | None = None
    """Why it may be left out."""
    note: Words | None = None
    """What may stand in for it, or how it is to be made; printed with the request."""
    basis: str = ""
    remembered: bool = False
    """Not checked against the gazette: a reminder, never a shortfall."""


class Deadline(Data):
    """The time for settling; exactly one measure."""

    same_day: bool = False
    working_days: int | None = Field(None, ge=1)
    hours: int | None = Field(None, ge=1)
    """Working hours, eight to a working day."""
    calendar_days: int | None = Field(None, ge=1)
    received_until: int | None = Field(15, ge=1, le=23)
    """What comes in after this hour counts as received on the next working day; null: whole days count."""
    basis: str = ""
    remembered: bool = False

    @model_validator(mode="after")
    def _has_one_measure(self) -> Deadline:
        if sum(map(bool, (self.same_day, self.working_days, self.hours, self.calendar_days))) != 1:
            raise ValueError("a deadline needs exactly one of same_day, working_days, hours, calendar_days")
        return self


class Fee(Data):
    """What the citizen pays: a sum in VND, or words where it depends."""

    vnd: int | None = Field(None, ge=0)
    words: Words | None = None
    basis: str = ""
    remembered: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Fee:
        if self.vnd is None and self.words is None:
            raise ValueError("a fee needs vnd or words")
        return self


class Procedure(_Dated):
    """An administrative procedure (thủ tục hành chính); codes and papers drift, hence the dates.

    Several entries may have one code if their dates do not overlap.
    """

    code: ProcedureCode
    name: str
    name_en: str = ""
    also: tuple[str, ...] = ()
    """What receipts call it too."""
    legal_basis: str = ""
    levels: tuple[Literal["xa", "tinh", "bo"], ...] = ()
    agency: str = ""
    deadline: Deadline | None = None
    fee: Fee | None = None
    forms: tuple[Code, ...] = ()
    """Types of the application form; each must meet one of the requirements."""
    results: tuple[Code, ...] = ()
    requires: tuple[Requirement, ...] = ()
    """None: only code and name are known yet, nothing is checked."""
    remembered: bool = False
    """All of its papers come from memory: they are reminders."""


class ProcedureFile(Data):
    field: Words
    """The field of administration (lĩnh vực) of the file's procedures."""
    procedures: tuple[Procedure, ...] = Field(min_length=1)


class Waiver(_Dated):
    """Papers that must not be asked for any more, because the office looks the data up itself."""

    id: Key
    papers: tuple[Code, ...] = Field(min_length=1)
    procedures: tuple[ProcedureCode, ...] = ()
    """None: all."""
    instead: Words
    """What the clerk does in its place."""
    ask_within: int | None = Field(None, ge=1)
    """Working days after receipt within which the office asks for what is missing."""
    basis: str


class WaiverFile(Data):
    waivers: tuple[Waiver, ...] = ()


class Workday(Data):
    """A day that the government moved: a free day worked (`work`), a working day given off (`off`)."""

    day: date
    kind: Literal["work", "off"]
    reason: str
    source: str
    remembered: bool = False


class Dated(Protocol):
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...


D = TypeVar("D", bound=Dated)


def is_in_force(entry: Dated, day: date) -> bool:
    return (entry.valid_from or date.min) <= day <= (entry.valid_to or date.max)


def arrange_procedures(
    files: Iterable[tuple[str, ProcedureFile]], types: dict[str, DocumentType]
) -> dict[str, tuple[Procedure, ...]]:
    """Code -> its versions, oldest first; every name in them must exist. Raises CatalogError with file and place."""
    roles = {person.role for kind in types.values() for person in kind.persons}
    places: dict[str, list[tuple[Procedure, str]]] = {}
    for file, content in files:
        for place, procedure in enumerate(content.procedures):
            where = f"{file}: procedures.{place} ({procedure.code})"
            _check_procedure(procedure, types, roles, where)
            places.setdefault(procedure.code, []).append((procedure, where))
    for versions in places.values():
        versions.sort(key=lambda version: version[0].valid_from or date.min)
        for (one, _), (other, where) in pairwise(versions):
            _check_apart(one, other, where)
    return {code: tuple(procedure for procedure, _ in versions) for code, versions in sorted(places.items())}


def _check_procedure(procedure: Procedure, types: dict[str, DocumentType], roles: set[str], where: str) -> None:
    _check_types((*procedure.forms, *procedure.results), types, f"{where}: forms, results")
    for requirement in procedure.requires:
        _check_requirement(requirement, types, roles, f"{where}: requires.{requirement.id}")
    accepted = {code for requirement in procedure.requires for code in requirement.any_of}
    lost = set(procedure.forms) - accepted
    if procedure.requires and lost:
        raise CatalogError(f"{where}: forms: no requirement takes {', '.join(sorted(lost))}")
    same: dict[str, list[Requirement]] = {}
    for requirement in procedure.requires:
        same.setdefault(requirement.id, []).append(requirement)
    for key, versions in same.items():
        versions.sort(key=lambda version: version.valid_from or date.min)
        for one, other in pairwise(versions):
            _check_apart(one, other, f"{where}: requires.{key}")


def _check_requirement(requirement: Requirement, types: dict[str, DocumentType], roles: set[str], where: str) -> None:
    _check_types(requirement.any_of, types, f"{where}: any_of")
    _check_roles(requirement.of, roles, f"{where}: of")
    if requirement.when is None:
        return
    _check_types(requirement.when.document, types, f"{where}: when.document")
    _check_roles(requirement.when.persons_differ or (), roles, f"{where}: when.persons_differ")
    if holds := requirement.when.field:
        _check_types([holds.type], types, f"{where}: when.field")
        if types[holds.type].field(holds.key) is None:
            raise CatalogError(f"{where}: when.field: {holds.type} has no field {holds.key}")


def check_waivers(
    waivers: Sequence[Waiver], types: dict[str, DocumentType], procedures: dict[str, tuple[Procedure, ...]], file: str
) -> None:
    """Every type and procedure that a waiver names must exist. Raises CatalogError."""
    for waiver in waivers:
        where = f"{file}: waivers.{waiver.id}"
        _check_types(waiver.papers, types, f"{where}: papers")
        for code in waiver.procedures:
            if code not in procedures:
                raise CatalogError(f"{where}: procedures: no procedure {code}")


def _check_types(codes: Iterable[str], types: dict[str, DocumentType], where: str) -> None:
    for code in codes:
        if code not in types:
            raise CatalogError(f"{where}: no document type {code}")


def _check_roles(named: Iterable[str], roles: set[str], where: str) -> None:
    for role in named:
        if role not in roles:
            raise CatalogError(f"{where}: no document type names a person in the role {role}")


def _check_apart(one: Dated, other: Dated, where: str) -> None:
    if (one.valid_to or date.max) >= (other.valid_from or date.min):
        raise CatalogError(f"{where}: valid_from, valid_to: two versions are in force on the same day")
