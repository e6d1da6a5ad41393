"""What an identity card of 2021 carries for machines: the QR payload (domain 2.5) and the TD1 zone (domain 2.6)."""

from __future__ import annotations

from tests.corpus.people import Person, strip_marks

WEIGHTS = (7, 3, 1)


def qr_payload(person: Person) -> str:
    """The seven fields of the chip card's QR code."""
    address = person.home.bare(person.card_issued)
    days = (f"{person.birth:%d%m%Y}", f"{person.card_issued:%d%m%Y}")
    return "|".join((person.id12, person.id9, person.name, days[0], person.sex, address, days[1]))


def check_digit(text: str) -> str:
    """ICAO 9303 check digit."""
    values = (int(c) if c.isdigit() else 0 if c == "<" else ord(c) - 55 for c in text)
    return str(sum(value * WEIGHTS[index % 3] for index, value in enumerate(values)) % 10)


def mrz_lines(person: Person) -> tuple[str, str, str]:
    """The three lines of thirty characters on the back."""
    tail = f"{person.id12}<<"
    short = person.id12[3:]
    first = f"IDVNM{short}{check_digit(short)}{tail}{check_digit(tail)}"[:30]
    birth = f"{person.birth:%y%m%d}"
    expiry = f"{person.card_expiry:%y%m%d}" if person.card_expiry else "991231"
    second = (
        f"{birth}{check_digit(birth)}{'F' if person.sex == 'Nữ' else 'M'}{expiry}{check_digit(expiry)}VNM{'<' * 11}"
    )
    composite = first[5:30] + second[0:7] + second[8:15] + second[18:29]
    names = strip_marks(f"{person.surname}  {person.middle} {person.given}").upper()
    third = "".join(c if c.isalpha() else "<" for c in names)[:30].ljust(30, "<")
    return first, second + check_digit(composite), third
