"""Numbers and dates as Vietnamese papers write them."""

from __future__ import annotations

from datetime import date

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
MONTHS = ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")


def count_words(number: int) -> str:
    """A number below a thousand billion in words: 2004 -> hai nghìn không trăm linh bốn."""
    if number < 10:
        return DIGITS[number]
    groups, scale = [], ("", " nghìn", " triệu", " tỷ")
    while number:
        number, group = divmod(number, 1000)
        groups.append(group)
    words = [
        _group_words(group, leading=index == len(groups) - 1) + scale[index]
        for index, group in reversed(list(enumerate(groups)))
        if group
    ]
    return " ".join(words)


def _group_words(number: int, *, leading: bool) -> str:
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    parts = []
    if hundreds or not leading:
        parts.append(f"{DIGITS[hundreds]} trăm")
    if tens == 0 and units:
        parts.append(("linh " if parts else "") + DIGITS[units])
    elif tens == 1:
        parts.append("mười" + _unit_words(units, after_ten=True))
    elif tens:
        parts.append(f"{DIGITS[tens]} mươi" + _unit_words(units, after_ten=False))
    return " ".join(parts)


def _unit_words(units: int, *, after_ten: bool) -> str:
    if units == 0:
        return ""
    if units == 5:
        return " lăm"
    if units == 1 and not after_ten:
        return " mốt"
    return " " + DIGITS[units]


def date_words(day: date) -> str:
    """A date in words, as certificates repeat it."""
    day_word = ("mùng " if day.day <= 10 else "") + count_words(day.day)
    return f"Ngày {day_word}, tháng {MONTHS[day.month - 1]}, năm {count_words(day.year)}"


def short_date(day: date) -> str:
    """dd/mm/yyyy, the normal form of every date value."""
    return day.strftime("%d/%m/%Y")


def padded_day(day: date) -> str:
    """The day with its zero, as letters write it."""
    return f"{day.day:02d}"


def padded_month(day: date) -> str:
    """Only January and February take a zero (domain 2.8)."""
    return f"{day.month:02d}" if day.month < 3 else str(day.month)


def long_date(day: date) -> str:
    """ngày 05 tháng 02 năm 2026."""
    return f"ngày {padded_day(day)} tháng {padded_month(day)} năm {day.year}"


def money(amount: int) -> str:
    """1.500.000"""
    return f"{amount:,}".replace(",", ".")
