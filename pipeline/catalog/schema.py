"""What a catalogue file may say: document types, their fields and rules, as pydantic models without behaviour."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from pipeline.model import Part, Severity

Kind = Literal[
    "name", "date", "year", "id12", "id9", "docno", "notation", "enum", "addr", "org", "money", "area",
    "int", "time", "text", "phone", "email", "dossier_code", "check", "identity",
]  # fmt: skip
"""Kinds of values; each has a normaliser in `pipeline.extract.normalise`."""

CardItem = Literal["number", "old_number", "name", "birth", "sex", "address", "issued", "expiry"]

Where = Literal[
    "label",
    "head_agency",
    "head_number",
    "head_notation",
    "head_number_notation",
    "head_place",
    "head_date",
    "issue_date",
    "under_title",
    "subject_line",
    "signer_position",
    "signer_name",
    "foot_place",
    "foot_date",
    "issuer",
    "dossier_code",
    "title",
    "receivers",
    "new_owner",
    "serial",
    "signed_date",
    "first_date",
    "signer_office",
]
"""Where a value stands: after (or under) its label, or at a fixed place of a state paper's layout (NĐ 30/2020)."""


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldSpec(_Data):
    """One field of a document type: what it is called on paper, where its value stands and what it must look like."""

    key: Key
    name_vi: str
    name_en: str
    kind: Kind
    labels: tuple[str, ...] = ()
    guessed: frozenset[str] = frozenset()
    """Those of the labels, in letters alone, that only other offices use: their values must speak for themselves."""
    where: Where = "label"
    section: str | None = None
    """The label is this field's only below the section's anchor (mother, father, wife ...)."""
    column: tuple[str, ...] = ()
    """The value stands in the table's column under one of these heads, in the row that the label begins."""
    part_of: str | None = None
    """The value is a part of the line that this other field holds (`Căn cước công dân số ... do ... cấp ngày ...`)."""
    lines: int = Field(1, ge=1, le=6)
    """Most printed lines that the value may run over."""
    required: bool = False
    often_handwritten: bool = False
    """Commonly filled in by hand: when it cannot be read the clerk is asked to type it."""
    pattern: Pattern | None = None
    """The raw value must hold this (matched on folded text) or the label does not count."""
    options: str | None = None
    """Name of a code list whose members are the only values."""
    choices: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Value -> its spellings on paper, for short closed lists."""
    card: CardItem | None = None
    """Which item of the card's QR or MRZ speaks of this field."""

    @model_validator(mode="after")
    def _has_a_place(self) -> FieldSpec:
        if self.where == "label" and not self.labels and self.card is None and self.part_of is None:
            raise ValueError("a field found by its label needs labels")
        return self


class Section(_Data):
    """A part of the page that repeats labels for another person; starts at any of its anchors."""

    key: Key
    anchors: tuple[str, ...] = Field(min_length=1)
    leads: bool = False
    """What stands before every other section is of this one, whether an anchor opens it or not."""


class PersonSpec(_Data):
    """A person the document speaks of: which fields hold the name, number, birth and sex."""

    role: Key
    name: Key
    id: Key | None = None
    birth: Key | None = None
    sex: Key | None = None

    @property
    def named(self) -> tuple[str, ...]:
        return tuple(key for key in (self.name, self.id, self.birth, self.sex) if key is not None)


class RowSpec(_Data):
    """What repeats on a paper: lines of a table, or blocks that begin with the same label again.

    Its values are fields keyed `key[1].column`, counted from 1 in the order of the paper.
    """

    key: Key
    name_vi: str
    name_en: str
    columns: tuple[FieldSpec, ...] = Field(min_length=1)
    """`labels` are the heads of the table's column, or the labels within the block."""
    blocks: bool = False
    """Blocks of labels instead of a table: the label of the first column begins the next one."""
    listed: bool = False
    """Some offices list the first column's values under its head, numbered or dashed, without a table."""
    anchors: tuple[str, ...] = ()
    """Stand above the table; without them the first table with such heads counts."""
    sections: tuple[str, ...] = ()
    """Blocks are looked for in these sections alone."""

    def named(self, place: int, column: FieldSpec) -> FieldSpec:
        """The column's spec as the field of one row."""
        return column.model_copy(
            update={
                "key": f"{self.key}[{place}].{column.key}",
                "name_vi": f"{self.name_vi} {place}: {column.name_vi}",
                "name_en": f"{self.name_en} {place}: {column.name_en}",
            }
        )

    @property
    def person(self) -> PersonSpec | None:
        """The person of whom a row speaks, by its columns' keys; None where it tells no birth or number of anybody."""
        name = self._first(lambda spec: spec.kind == "name")
        number = self._first(lambda spec: spec.kind in {"id12", "identity"})
        birth = self._first(lambda spec: spec.kind in {"date", "year"} and spec.key.endswith("sinh"))
        if name is None or (number is None and birth is None):
            return None
        sex = self._first(lambda spec: spec.choices.keys() == {"Nam", "Nữ"})
        return PersonSpec(role=self.key, name=name, id=number, birth=birth, sex=sex)

    def _first(self, fits: Callable[[FieldSpec], bool]) -> str | None:
        return next((spec.key for spec in self.columns if fits(spec)), None)


ROW_KEY = re.compile(r"([a-z][a-z0-9_]*)\[(\d+)\]\.([a-z][a-z0-9_]*)")
"""The key of a value in a row: `nganh_nghe[1].ma`."""


class Face(_Data):
    """One side of a card, known by phrases and codes that stand only there."""

    name: Literal["front", "back"]
    marks: tuple[str, ...] = ()
    qr: bool = False
    mrz: bool = False


class RuleSpec(_Data):
    """A check of `pipeline.validate` with its parameters; `rule` names it, the words are in `rules.yaml`.

    With `rows`, the keys are columns and the check is made in each row.
    """

    rule: Key
    field: Key | None = None
    earlier: Key | None = None
    later: Key | None = None
    number: Key | None = None
    birth: Key | None = None
    sex: Key | None = None
    words: Key | None = None
    rows: Key | None = None
    terms: tuple[Key, ...] = ()
    months: int | None = None
    years: int | None = None
    pattern: Pattern | None = None
    values: tuple[str, ...] = ()
    severity: Severity | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        named = (self.field, self.earlier, self.later, self.number, self.birth, self.sex, self.words, *self.terms)
        return tuple(key for key in named if key is not None)


def _in_row(person: PersonSpec, rows: str, place: int) -> PersonSpec:
    """The row's person with the keys that its values have on the document."""
    named = {"name": person.name, "id": person.id, "birth": person.birth, "sex": person.sex}
    return person.model_copy(update={part: f"{rows}[{place}].{key}" for part, key in named.items() if key})


class FieldSet(_Data):
    """Fields and rules that several types share."""

    key: Key
    sections: tuple[Section, ...] = ()
    fields: tuple[FieldSpec, ...] = ()
    rows: tuple[RowSpec, ...] = ()
    rules: tuple[RuleSpec, ...] = ()
    stops: tuple[str, ...] = ()


class DocumentType(_Data):
    """One kind of paper: how it is known, what stands on it, what must hold."""

    code: Code
    name_vi: str
    name_en: str
    valid_from: date | None = None
    valid_to: date | None = None
    legal_basis: str = ""
    part: Part = Part.COMPONENT
    titles: tuple[str, ...] = ()
    """Title lines as printed, with older variants; a title over several lines is joined with a space."""
    title_starts: tuple[str, ...] = ()
    """Titles that go on freely (`TỜ KHAI ...`)."""
    title_marks: tuple[str, ...] = ()
    """What an application's title holds that asks for this, however the title begins (`TÌNH TRẠNG HÔN NHÂN`)."""
    needs_head: bool = False
    """The title counts only on a page with the head of a state paper (motto, number or place and date)."""
    letter: bool = False
    """A letter: no title; known by `V/v`, `Kính gửi` and a number whose notation begins with the agency."""
    notations: tuple[str, ...] = ()
    """Abbreviations in the paper's number that tell its kind (`QĐ`)."""
    priority: int = 0
    """Between equal titles the higher wins (application forms name the paper they ask for)."""
    max_pages: int | None = Field(None, ge=1)
    continuations: tuple[str, ...] = ()
    """Headings at the top of pages that continue the document."""
    faces: tuple[Face, ...] = ()
    starts_dossier: bool = False
    """A receipt: its dossier code opens a dossier."""
    archive_code: str = "32"
    """`typeName` code of TT 05/2025/TT-BNV."""
    uses: tuple[str, ...] = ()
    """Field sets whose fields come after the type's own."""
    sections: tuple[Section, ...] = ()
    fields: tuple[FieldSpec, ...] = ()
    rows: tuple[RowSpec, ...] = ()
    stops: tuple[str, ...] = ()
    """Printed phrases that end any value before them."""
    rules: tuple[RuleSpec, ...] = ()
    persons: tuple[PersonSpec, ...] = ()

    def persons_on(self, keys: Iterable[str]) -> tuple[PersonSpec, ...]:
        """The persons of whom a document with these fields can speak, those in its rows too."""
        places = sorted({(found[1], int(found[2])) for key in keys if (found := ROW_KEY.fullmatch(key))})
        people = {row.key: row.person for row in self.rows}
        return (*self.persons, *(_in_row(person, *place) for place in places if (person := people.get(place[0]))))

    def field(self, key: str) -> FieldSpec | None:
        """The field's spec, also of a value in a row (`nganh_nghe[1].ma`); None for a key the type does not know."""
        in_row = ROW_KEY.fullmatch(key)
        if in_row is None:
            return next((spec for spec in self.fields if spec.key == key), None)
        for row in self.rows:
            for column in row.columns:
                if (row.key, column.key) == (in_row[1], in_row[3]):
                    return row.named(int(in_row[2]), column)
        return None


class TypeFile(_Data):
    types: tuple[DocumentType, ...] = Field(min_length=1)


class RuleWords(_Data):
    """How grave breaking a rule is and what the clerk reads; `{...}` are filled by the rule."""

    severity: Severity
    vi: str
    en: str


class RuleFile(_Data):
    rules: dict[Key, RuleWords]


class Province(_Data):
    """A province by the three code systems that stand on papers; `id_prefix` is never re-coded after the merger."""

    id_prefix: Annotated[str, Field(pattern=r"^\d{3}$")]
    legacy_code: str
    legacy_name: str
    agency_code: str
    name_2025: str
    code_2025: str


class Abbreviation(_Data):
    """An abbreviation in numbers of papers, spelled right (`QĐ`), and what it stands for."""

    abbreviation: str
    meaning: str
