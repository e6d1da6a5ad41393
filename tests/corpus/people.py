"""Made-up people whose papers agree: ids obey the structure of domain 2.4, parents are older than their children."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from tests.corpus.places import Place, Province, make_place

SURNAMES = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Đinh",
    "Mẫn",
    "Lữ",
    "Khổng",
    "Quách",
    "Tạ",
    "Kiều",
    "Giàng",
    "Lò",
    "Vừ",
    "Đèo",
    "Cầm",
    "Thạch",
    "Ksor",
    "Mạc",
    "Trịnh",
)
MIDDLE = {
    "Nam": (
        "Văn",
        "Đức",
        "Hữu",
        "Quốc",
        "Minh",
        "Xuân",
        "Công",
        "Thế",
        "Bỉnh",
        "Đình",
        "Trọng",
        "Ngọc",
        "Sỹ",
        "Viết",
        "A",
    ),
    "Nữ": (
        "Thị",
        "Ngọc",
        "Thùy",
        "Thị Mỹ",
        "Hồng",
        "Kim",
        "Thị Bích",
        "Quỳnh",
        "Thị Thu",
        "Như",
        "Diễm",
        "Khả",
        "Thị Lệ",
    ),
}
GIVEN = {
    "Nam": (
        "An",
        "Bảo",
        "Cường",
        "Dũng",
        "Đạt",
        "Hải",
        "Hiếu",
        "Huỳnh",
        "Khải",
        "Kỳ",
        "Long",
        "Lực",
        "Nghĩa",
        "Phúc",
        "Quý",
        "Sỹ",
        "Tỵ",
        "Thắng",
        "Toản",
        "Tuấn",
        "Vĩnh",
        "Vượng",
        "Thụy",
        "Đẵng",
        "Chiểu",
        "Hỷ",
        "Tưởng",
        "Mẫn",
        "Lữ",
        "Thẩm",
        "Bẩy",
    ),
    "Nữ": (
        "Ánh",
        "Bưởi",
        "Cẩm",
        "Chuyển",
        "Dịu",
        "Đào",
        "Hằng",
        "Hường",
        "Lụa",
        "Lỵ",
        "Mỹ",
        "Nga",
        "Nguyệt",
        "Nhẫn",
        "Phượng",
        "Quỳnh",
        "Thủy",
        "Trẵng",
        "Tuyết",
        "Uyển",
        "Vẻ",
        "Ý",
        "Yến",
        "Thoả",
        "Huệ",
        "Quyên",
        "Rở",
        "Sẵn",
        "Ngỡ",
        "Hữu",
        "Tẩm",
        "Bé",
        "Nhỏ",
        "Lẽ",
    ),
}
RARE = {
    "Nam": (
        "Tỵ",
        "Sỹ",
        "Đẵng",
        "Kỷ",
        "Hỷ",
        "Nhỡ",
        "Lễ",
        "Vẽ",
        "Ngỗ",
        "Tủy",
        "Xĩ",
        "Nhẻ",
        "Khỏe",
        "Trẻ",
        "Đằng",
        "Thẳng",
        "Cử",
        "Vỡ",
    ),
    "Nữ": (
        "Ngỡ",
        "Sẵn",
        "Trẵng",
        "Vẻ",
        "Lẽ",
        "Nhỏ",
        "Lỵ",
        "Bé",
        "Mỹ",
        "Thủy",
        "Chẳng",
        "Gỡ",
        "Đỏ",
        "Vẽ",
        "Tẻ",
        "Ỷ",
        "Lũy",
    ),
}
ETHNIC = ("Kinh",) * 9 + ("Tày", "Thái", "Mường", "Khmer", "Mông", "Nùng", "Ê Đê", "Hrê", "Gia Rai", "Sán Dìu", "Dao")
CARD_ISSUER = "Cục Cảnh sát quản lý hành chính về trật tự xã hội"
FIRST_CARD = date(2021, 1, 10)
LAST_CARD = date(2024, 6, 28)


@dataclass(frozen=True)
class Person:
    """One made-up person; `id9` is the number of the identity card before 2021, where there was one."""

    surname: str
    middle: str
    given: str
    sex: str
    birth: date
    ethnic: str
    id12: str
    id9: str
    home: Place
    origin: Place
    card_issued: date
    phone: str

    @property
    def name(self) -> str:
        return f"{self.surname} {self.middle} {self.given}"

    @property
    def card_expiry(self) -> date | None:
        """The birthday of 25, 40 or 60 that follows the issue by two years or more; None: no limit."""
        for age in (25, 40, 60):
            day = birthday(self.birth, age)
            if day > self.card_issued + timedelta(days=2 * 365):
                return day
        return None


@dataclass(frozen=True)
class Family:
    """A couple and their child; `wedding` lies before the child's birth."""

    father: Person
    mother: Person
    child: Person
    wedding: date


def birthday(birth: date, age: int) -> date:
    year = birth.year + age
    try:
        return birth.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def random_day(rng: Random, first: date, last: date) -> date:
    """A working day between two days, both included where they are working days."""
    day = first + timedelta(days=rng.randint(0, max(0, (last - first).days)))
    while day.weekday() > 4 and day > first:
        day -= timedelta(days=1)
    return day


def make_id12(rng: Random, province: Province, sex: str, birth: date) -> str:
    """Province of registration, century and sex, year of birth, six random digits."""
    century = (birth.year // 100 - 19) * 2 + (1 if sex == "Nữ" else 0)
    return f"{province.code}{century}{birth.year % 100:02d}{rng.randint(0, 999999):06d}"


def make_person(
    rng: Random,
    *,
    sex: str,
    born: tuple[date, date],
    home: Place | None = None,
    surname: str | None = None,
    origin: Place | None = None,
    ethnic: str | None = None,
) -> Person:
    """A person of that sex born between two days."""
    origin = origin or make_place(rng, home.province if home and rng.random() < 0.6 else None)
    birth = born[0] + timedelta(days=rng.randint(0, (born[1] - born[0]).days))
    first = max(FIRST_CARD, birthday(birth, 14))
    return Person(
        surname=surname or rng.choice(SURNAMES),
        middle=rng.choice(MIDDLE[sex]),
        given=rng.choice((RARE if rng.random() < 0.4 else GIVEN)[sex]),
        sex=sex,
        birth=birth,
        ethnic=ethnic or rng.choice(ETHNIC),
        id12=make_id12(rng, origin.province, sex, birth),
        id9=f"{rng.randint(10, 38)}{rng.randint(0, 9999999):07d}" if birth.year < 1998 and rng.random() < 0.75 else "",
        home=home or make_place(rng),
        origin=origin,
        card_issued=random_day(rng, min(first, LAST_CARD), LAST_CARD),
        phone=f"0{rng.choice((32, 35, 70, 86, 90, 91, 97, 98))}{rng.randint(0, 9999999):07d}",
    )


def make_family(rng: Random, child_born: tuple[date, date], home: Place | None = None) -> Family:
    """A couple aged 21 to 36 at the birth of their child."""
    home = home or make_place(rng)
    birth = child_born[0] + timedelta(days=rng.randint(0, (child_born[1] - child_born[0]).days))
    father = make_person(rng, sex="Nam", born=(birthday(birth, -38), birthday(birth, -24)), home=home)
    mother = make_person(rng, sex="Nữ", born=(birthday(birth, -35), birthday(birth, -21)), home=home)
    adult = max(birthday(father.birth, 20), birthday(mother.birth, 18)) + timedelta(days=40)
    wedding = random_day(rng, adult, birth - timedelta(days=200))
    child = make_person(
        rng,
        sex=rng.choice(("Nam", "Nữ")),
        born=(birth, birth),
        home=home,
        surname=father.surname,
        origin=father.origin,
        ethnic=father.ethnic,
    )
    child = replace(child, id12=make_id12(rng, home.province, child.sex, child.birth))
    return Family(father, mother, child, wedding)


def strip_marks(text: str) -> str:
    """Letters without marks, as a machine-readable zone writes them."""
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
