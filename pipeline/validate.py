"""What must hold of a document; which rules apply to what is data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pipeline.catalog import Catalog, DocumentType, FieldSpec
from pipeline.catalog.schema import ROW_KEY, RuleSpec
from pipeline.codes import dossier_date, read_digits
from pipeline.findings import make_finding
from pipeline.letters import fold
from pipeline.model import Document, Finding
from pipeline.units import find_heirs, name_old
from pipeline.wording import format_date, parse_date, parse_date_words, parse_number_words, read_date


@dataclass(frozen=True)
class Case:
    """What one rule looks at."""

    catalog: Catalog
    kind: DocumentType
    document: Document
    rule: RuleSpec
    received: date
    """The day it was scanned, after which nothing on it can be dated."""
    filed: date
    """The day on which the agency got the dossier: what was valid then is valid in it."""
    row: str = ""
    """What the keys of the row begin with that the rule looks at: `thanh_vien[1].`."""

    def value(self, key: str | None) -> str | None:
        found = self.document.fields.get(self.row + key) if key else None
        return found.value if found else None

    def number(self) -> str | None:
        """The ID number of 12 digits, by itself or in a line of identity."""
        value = self.value(self.rule.number)
        return read_digits(value, 12) if value else None

    def day(self, key: str | None) -> date | None:
        value = self.value(key)
        return read_date(value) or parse_date(value) if value else None

    def spec(self, key: str | None) -> FieldSpec:
        found = self.kind.field(self.row + key) if key else None
        if found is None:
            raise KeyError(key)
        return found

    def say(self, key: str | None, **words: str) -> Finding:
        return make_finding(self.catalog, self.rule.rule, self.document.id, self.spec(key), self.rule.severity, **words)


def validate_document(document: Document, received: datetime, filed: date, catalog: Catalog) -> tuple[Finding, ...]:
    """What the rules of its type say of a document scanned at that time, in a dossier filed on that day."""
    kind = catalog.types.get(document.type)
    if kind is None:
        return ()
    findings: list[Finding] = []
    rows = _list_rows(document)
    for rule in kind.rules:
        for row in rows.get(rule.rows, ()) if rule.rows and rule.fields else ("",):
            findings += RULES[rule.rule](Case(catalog, kind, document, rule, received.date(), filed, row))
    if filed >= catalog.lexicons.merger:
        findings += _renamed_places(document, kind, catalog)
    return tuple(findings)


def _list_rows(document: Document) -> dict[str, list[str]]:
    """What the keys of each row begin with, by the rows' key."""
    rows: dict[str, dict[str, None]] = {}
    for key in document.fields:
        found = ROW_KEY.fullmatch(key)
        if found:
            rows.setdefault(found[1], {})[f"{found[1]}[{found[2]}]."] = None
    return {key: list(prefixes) for key, prefixes in rows.items()}


def _renamed_places(document: Document, kind: DocumentType, catalog: Catalog) -> Iterator[Finding]:
    """Old communes in addresses with those of today; what the paper says stays as it is (domain section 3.13)."""
    for spec in kind.fields:
        value = document.fields.get(spec.key) if spec.kind == "addr" else None
        heirs = find_heirs(value.value, catalog) if value else ()
        if heirs and heirs[0].was:
            now, now_en = (word.join(heir.commune.spelled for heir in heirs) for word in (" hoặc ", " or "))
            old = name_old(heirs[0].was)
            yield make_finding(catalog, "place_renamed", document.id, spec, value=old, now=now, now_en=now_en)


def _id12(case: Case) -> Iterator[Finding]:
    value = case.value(case.rule.number)
    if value is None or not value.isdigit() or len(value) == 9:
        return
    if len(value) != 12:
        yield case.say(case.rule.number, value=value, why="phải có 12 chữ số", why_en="it must have 12 digits")
    elif value[:3] not in case.catalog.provinces:
        why = f"không có mã tỉnh {value[:3]} (có thể là mã nước ngoài)"
        yield case.say(case.rule.number, value=value, why=why, why_en=f"no province {value[:3]} (may be a country)")


def _id12_sex(case: Case) -> Iterator[Finding]:
    number, sex = case.number(), case.value(case.rule.sex)
    if not number or sex not in {"Nam", "Nữ"}:
        return
    if (int(number[3]) % 2 == 0) != (sex == "Nam"):
        yield case.say(case.rule.number, value=sex)


def _id12_birth(case: Case) -> Iterator[Finding]:
    number, birth = case.number(), case.value(case.rule.birth)
    year = re.search(r"\d{4}$", birth) if birth else None
    if not number or not year:
        return
    if 1900 + 100 * (int(number[3]) // 2) + int(number[4:6]) != int(year.group()):
        yield case.say(case.rule.number, value=year.group())


def _not_future(case: Case) -> Iterator[Finding]:
    day = case.day(case.rule.field)
    if day and day > case.received:
        yield case.say(case.rule.field, value=format_date(day))


def _not_after(case: Case) -> Iterator[Finding]:
    early, late = case.day(case.rule.earlier), case.day(case.rule.later)
    if early and late and early > late:
        other = case.spec(case.rule.later)
        yield case.say(
            case.rule.earlier,
            value=format_date(early),
            other=other.name_vi,
            other_en=other.name_en,
            other_value=format_date(late),
        )


def _date_words(case: Case) -> Iterator[Finding]:
    day, words = case.day(case.rule.field), case.value(case.rule.words)
    said = parse_date_words(words) if words else None
    if day and said and day != said:
        yield case.say(case.rule.field, value=format_date(day), other_value=format_date(said))


def _pattern(case: Case) -> Iterator[Finding]:
    value = case.value(case.rule.field)
    if value and case.rule.pattern and not re.search(case.rule.pattern, fold(value)):
        yield case.say(case.rule.field, value=value)


def _in_list(case: Case) -> Iterator[Finding]:
    value, spec = case.value(case.rule.field), case.spec(case.rule.field)
    if not value:
        return
    listed = set(case.catalog.options(spec.options).values()) if spec.options else set()
    if value not in listed | set(spec.choices):
        yield case.say(case.rule.field, value=value)


def _not_value(case: Case) -> Iterator[Finding]:
    value = case.value(case.rule.field)
    if value and fold(value) in {fold(wrong) for wrong in case.rule.values}:
        yield case.say(case.rule.field, value=value)


def _min_words(case: Case) -> Iterator[Finding]:
    value = case.value(case.rule.field)
    if value and len(value.split()) < 2:
        yield case.say(case.rule.field, value=value)


def _expired(case: Case) -> Iterator[Finding]:
    until = _last_day(case)
    if until and until < case.filed:
        yield case.say(case.rule.field, value=format_date(until))


def _last_day(case: Case) -> date | None:
    """The last day on which the paper holds: the field's own, or so many months after it."""
    day = case.day(case.rule.field)
    return add_months(day, case.rule.months) if day and case.rule.months else day


def find_expiry(document: Document, catalog: Catalog) -> date | None:
    """The last day on which the paper holds by the rules of its type; None where no such rule or day is known."""
    kind = catalog.types.get(document.type)
    if kind is None:
        return None
    rules = [rule for rule in kind.rules if RULES[rule.rule] is _expired]
    days = [_last_day(Case(catalog, kind, document, rule, date.max, date.max)) for rule in rules]
    return min((day for day in days if day), default=None)


def _min_age(case: Case) -> Iterator[Finding]:
    birth, day = case.day(case.rule.earlier), case.day(case.rule.later)
    if birth and day and case.rule.years and add_months(birth, 12 * case.rule.years) > day:
        yield case.say(
            case.rule.earlier, value=format_date(birth), other_value=format_date(day), years=str(case.rule.years)
        )


def _number_words(case: Case) -> Iterator[Finding]:
    value, words = case.value(case.rule.field), case.value(case.rule.words)
    if not value or not words:
        return
    whole, _, part = re.sub(r"(?i)\b(đồng|đ|vnđ|mét vuông|m2|m²)\b.*", "", words).partition("phẩy")
    said = parse_number_words(whole)
    if said is not None and not part and said != int(float(value)):
        yield case.say(case.rule.field, value=value, other_value=words)


def _sum(case: Case) -> Iterator[Finding]:
    value, terms = case.value(case.rule.field), [case.value(key) for key in case.rule.terms]
    if value and all(terms):
        total = sum(float(term) for term in terms if term)
        if abs(total - float(value)) > 0.05:
            yield case.say(case.rule.field, value=value, other_value=f"{total:g}")


def _change_noted(case: Case) -> Iterator[Finding]:
    noted = [key for key in case.document.fields if key.startswith(f"{case.rule.rows}[")]
    if noted:
        yield case.say(noted[0], value=case.document.fields[noted[0]].value)


def _owner_changed(case: Case) -> Iterator[Finding]:
    value = case.value(case.rule.field)
    if value:
        yield case.say(case.rule.field, value=value)


def _dossier_code(case: Case) -> Iterator[Finding]:
    value = case.value(case.rule.field)
    if value:
        day = dossier_date(value)
        if day is None or day > case.received:
            yield case.say(case.rule.field, value=value)


def last_valid_day(document: Document, catalog: Catalog) -> date | None:
    """The last day on which the paper is valid by the rules of its type; None where they set none or it is unread."""
    kind = catalog.types.get(document.type)
    days: list[date] = []
    for rule in kind.rules if kind else ():
        value = document.fields.get(rule.field) if rule.field else None
        day = read_date(value.value) if value else None
        if day and rule.rule == "expired":
            days.append(day)
        elif day and rule.rule == "expires_after" and rule.months:
            days.append(add_months(day, rule.months))
    return min(days, default=None)


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the month's last where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise ValueError(f"no such month: {day} + {months}")


RULES: Final[dict[str, Callable[[Case], Iterator[Finding]]]] = {
    "id12": _id12,
    "id12_sex": _id12_sex,
    "id12_birth": _id12_birth,
    "not_future": _not_future,
    "not_after": _not_after,
    "date_words": _date_words,
    "pattern": _pattern,
    "in_list": _in_list,
    "not_value": _not_value,
    "min_words": _min_words,
    "expires_after": _expired,
    "expired": _expired,
    "min_age": _min_age,
    "dossier_code": _dossier_code,
    "number_words": _number_words,
    "sum": _sum,
    "change_noted": _change_noted,
    "owner_changed": _owner_changed,
}
