"""Cases at the one-stop shop: which papers lie in a dossier, in which order, with people and days that agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.corpus.context import Setting, Studio
from tests.corpus.form import Paper
from tests.corpus.papers.birth import make_birth_certificate, make_birth_extract, make_birth_notice
from tests.corpus.papers.card import make_card
from tests.corpus.papers.certified import make_certification, stamp_copy
from tests.corpus.papers.contract import make_land_contract
from tests.corpus.papers.death import make_death_extract
from tests.corpus.papers.household import make_household_register, make_residence_request
from tests.corpus.papers.land import NEW_FORM, RED_UNTIL, make_land_certificate, make_parcel
from tests.corpus.papers.land_request import make_land_request
from tests.corpus.papers.letter import make_letter
from tests.corpus.papers.marriage import make_marital_status, make_marriage_certificate
from tests.corpus.papers.notice import make_death_notice, make_marriage_extract, make_supplement_slip
from tests.corpus.papers.other_card import NEW_CARD, make_insurance_card, make_new_card, make_old_card
from tests.corpus.papers.receipt import due_days, make_receipt
from tests.corpus.papers.request import (
    make_authority,
    make_birth_request,
    make_death_request,
    make_extract_request,
    make_marriage_request,
    make_status_request,
)
from tests.corpus.papers.residence import make_household_business, make_residence
from tests.corpus.papers.shop import make_business_request
from tests.corpus.people import Person, birthday, make_family, make_person, random_day
from tests.corpus.places import MERGER, Place, make_place

FIRST_DAY, LAST_DAY = date(2021, 6, 1), date(2026, 10, 30)
OTHER_KINDS = ("NQ", "TB", "BC", "TTR", "KH", "CT", "GM", "BB")


@dataclass(frozen=True)
class Story:
    """A kind of case: its procedure and the function that makes its papers after the receipt."""

    name: str
    procedure: str
    title: str
    build: Callable[[Studio, Setting], list[Paper]]


def dossier_code(rng: Random, place: Place, received: date, sequence: int) -> str:
    """A code of one of the generations of domain 2.1."""
    agency, stamp = place.province.agency, received.strftime("%y%m%d")
    if received >= date(2026, 1, 25) and rng.random() < 0.5:
        return f"{agency}.{rng.randint(100, 199)}.{rng.randint(1, 9):02d}-{stamp}-15{sequence:04d}"
    if received.year < 2023 and rng.random() < 0.5:
        return f"000.00.{rng.randint(1, 40):02d}.{agency}-{stamp}-{sequence:04d}"
    return f"{agency}.{rng.randint(1, 140):02d}-{stamp}-{sequence:04d}"


def make_setting(rng: Random, story: Story) -> Setting:
    """The people, place and days of one case."""
    received = random_day(rng, FIRST_DAY, LAST_DAY)
    place = make_place(rng)
    adult = (birthday(received, -45), birthday(received, -22))
    child_days = {
        "khai-sinh": (received - timedelta(days=58), received - timedelta(days=4)),
        "trich-luc": (date(1998, 2, 1), date(2015, 12, 1)),
        "trich-luc-kh": (date(1998, 2, 1), date(2020, 12, 1)),
        "dat-dai": (date(1990, 1, 1), date(2005, 12, 1)),
        "chung-thuc": (date(1998, 2, 1), date(2019, 12, 1)),
    }.get(story.name, (date(2006, 1, 1), received - timedelta(days=200)))
    people = [make_person(rng, sex=sex, born=adult) for sex in ("Nam", "Nữ")]
    return Setting(
        place=place,
        family=make_family(rng, child_days, home=place),
        bride=make_person(rng, sex="Nữ", born=(birthday(received, -34), birthday(received, -20)), home=place),
        groom=make_person(
            rng,
            sex="Nam",
            born=(birthday(received, -38), birthday(received, -22)),
            home=make_place(rng, place.province),
        ),
        received=received,
        decided=due_days(received, rng.choice((1, 3, 5, 10, 15, 20))),
        code=dossier_code(rng, place, received, rng.randint(1, 320)),
        procedure=story.procedure,
        procedure_name=story.title,
        clerk=people[1].name,
        chair=people[0].name,
    )


def build_birth(studio: Studio, case: Setting) -> list[Paper]:
    family, rng = case.family, studio.rng
    parents = (family.father, family.mother)
    papers = [
        make_birth_request(studio, case, case.received, family),
        make_birth_notice(studio, case, family.child.birth + timedelta(days=2), family.child, parents),
    ]
    papers += [make_card(studio, parent) for parent in parents if rng.random() < 0.85]
    if rng.random() < 0.6:
        papers.append(make_marriage_certificate(studio, case, family.wedding, family.mother, family.father))
    return [*papers, as_result(make_birth_certificate(studio, case, case.received, family.child, parents))]


def build_marriage(studio: Studio, case: Setting) -> list[Paper]:
    papers = [
        make_marriage_request(studio, case, case.received),
        make_card(studio, case.bride),
        make_card(studio, case.groom),
    ]
    status_day = random_day(studio.rng, case.received - timedelta(days=100), case.received)
    papers.append(make_marital_status(studio, case, status_day, case.groom, case.bride))
    return [*papers, as_result(make_marriage_certificate(studio, case, case.decided, case.bride, case.groom))]


def build_status(studio: Studio, case: Setting) -> list[Paper]:
    papers = [make_status_request(studio, case, case.received, case.bride), make_card(studio, case.bride)]
    if studio.rng.random() < 0.4:
        papers.append(make_letter(studio, case, "CV", case.received + timedelta(days=1)))
    return [*papers, as_result(make_marital_status(studio, case, case.decided, case.bride, case.groom))]


def build_extract(studio: Studio, case: Setting) -> list[Paper]:
    family, rng = case.family, studio.rng
    parents, registered = (family.father, family.mother), family.child.birth + timedelta(days=rng.randint(6, 50))
    papers = [
        make_extract_request(studio, case, case.received, family.mother, family.child, registered),
        make_card(studio, family.mother),
    ]
    papers.append(make_birth_certificate(studio, case, registered, family.child, parents))
    if rng.random() < 0.5:
        papers.append(make_authority(studio, case, case.received, family.father, family.mother))
    return [*papers, as_result(make_birth_extract(studio, case, case.decided, family.child, parents, registered))]


def build_death(studio: Studio, case: Setting) -> list[Paper]:
    rng, teller = studio.rng, case.groom
    dead = make_person(rng, sex=rng.choice(("Nam", "Nữ")), born=(date(1931, 1, 1), date(1958, 12, 1)), home=case.place)
    death = case.received - timedelta(days=rng.randint(2, 25))
    papers = [make_death_request(studio, case, case.received, teller, dead, death), make_card(studio, teller)]
    if rng.random() < 0.5:
        papers.append(make_card(studio, dead))
    if rng.random() < 0.8:
        papers.append(
            make_death_notice(studio, case, min(death + timedelta(days=1), case.received), dead, death, teller)
        )
    return [*papers, as_result(make_death_extract(studio, case, case.received, dead, death, teller))]


def build_residence(studio: Studio, case: Setting) -> list[Paper]:
    family, rng = case.family, studio.rng
    papers = [
        make_residence_request(studio, case, case.received, family),
        card_of(studio, family.father, case.received),
        card_of(studio, family.mother, case.received),
    ]
    born = max(family.child.birth + timedelta(days=20), date(1998, 3, 1))
    papers.append(make_birth_certificate(studio, case, born, family.child, (family.father, family.mother)))
    if rng.random() < 0.5:
        papers.append(make_marriage_certificate(studio, case, family.wedding, family.mother, family.father))
    if rng.random() < 0.5:
        book = (
            random_day(rng, max(family.wedding, date(2007, 1, 1)), date(2022, 6, 1))
            if family.wedding < date(2022, 5, 1)
            else None
        )
        papers += [make_household_register(studio, case, book, family)] if book else []
    return [*papers, as_result(make_residence(studio, case, case.decided, family))]


def build_business(studio: Studio, case: Setting) -> list[Paper]:
    papers = [
        make_business_request(studio, case, case.received, case.groom),
        card_of(studio, case.groom, case.received),
    ]
    if studio.rng.random() < 0.6:
        papers.append(make_authority(studio, case, case.received, case.groom, case.bride))
    if studio.rng.random() < 0.4:
        papers.append(make_supplement_slip(studio, case, case.received + timedelta(days=1), case.groom))
    return [*papers, as_result(make_household_business(studio, case, case.decided, case.groom))]


def build_land(studio: Studio, case: Setting) -> list[Paper]:
    """A change of land registration: the certificate of any generation, the contract, both parties' cards."""
    family, rng = case.family, studio.rng
    first = rng.choice((date(1996, 1, 1), RED_UNTIL, RED_UNTIL, NEW_FORM))
    latest = max(first + timedelta(days=30), case.received - timedelta(days=20))
    issued = random_day(rng, first, min(latest, first + timedelta(days=3600)))
    parcel = make_parcel(rng, family.father.home, issued)
    owners = (family.father, family.mother)[: rng.choice((1, 2, 2))]
    receiver = case.groom if rng.random() < 0.5 else None
    names = ("Giấy chứng nhận đã cấp", "Hợp đồng chuyển nhượng quyền sử dụng đất", "Căn cước công dân")
    papers = [
        make_land_request(studio, case, case.received, parcel, case.groom, names),
        make_land_certificate(studio, case, parcel, owners, receiver),
        make_land_contract(studio, case, case.received - timedelta(days=8), parcel, family.father, case.groom),
        card_of(studio, case.groom, case.received),
    ]
    if rng.random() < 0.6:
        papers.append(make_certification(studio, case, case.received - timedelta(days=8), case.groom))
    return papers


def build_wedding_extract(studio: Studio, case: Setting) -> list[Paper]:
    """A copy of the extract of a marriage, asked for by the wife."""
    family, rng = case.family, studio.rng
    papers = [
        make_extract_request(studio, case, case.received, family.mother, family.mother, family.wedding),
        make_old_card(studio, family.mother) if rng.random() < 0.5 else make_card(studio, family.mother),
        make_marriage_certificate(studio, case, family.wedding, family.mother, family.father),
    ]
    copy = make_marriage_extract(studio, case, case.decided, family.mother, family.father, family.wedding)
    return [*papers, as_result(copy)]


def build_certified(studio: Studio, case: Setting) -> list[Paper]:
    """Copies compared with their originals and stamped."""
    family, rng = case.family, studio.rng
    born = family.child.birth + timedelta(days=rng.randint(6, 50))
    birth = make_birth_certificate(studio, case, born, family.child, (family.father, family.mother))
    wedding = make_marriage_certificate(studio, case, family.wedding, family.mother, family.father)
    papers = [stamp_copy(studio, case, paper, case.received) for paper in (birth, wedding)]
    papers.append(make_insurance_card(studio, family.mother, case.received))
    papers.append(make_old_card(studio, family.father))
    return [*papers, as_result(make_certification(studio, case, case.decided, family.father))]


def card_of(studio: Studio, person: Person, day: date) -> Paper:
    """The person's identity card: of 2024 now and then where the day allows, else that of 2021."""
    if day > NEW_CARD + timedelta(days=40) and studio.rng.random() < 0.5:
        return make_new_card(studio, person, random_day(studio.rng, NEW_CARD, day))
    return make_card(studio, person)


def build_office(studio: Studio, case: Setting) -> list[Paper]:
    """Papers between offices, of any decade, some of several pages."""
    rng = studio.rng
    first = rng.choice((date(1999, 2, 1), date(2007, 1, 1), date(2016, 1, 1), date(2022, 1, 1), MERGER))
    day = random_day(rng, first, min(LAST_DAY, first + timedelta(days=480)))
    kinds = ["CV", "QD", rng.choice(OTHER_KINDS)]
    if rng.random() < 0.6:
        kinds.append(rng.choice(("CV", "QD", *OTHER_KINDS)))
    rng.shuffle(kinds)
    papers = []
    for kind in kinds:
        papers.append(make_letter(studio, case, kind, day, pages=rng.choice((1, 1, 1, 2, 2, 3))))
        day = random_day(rng, day + timedelta(days=3), day + timedelta(days=40))
    return papers


def as_result(paper: Paper) -> Paper:
    paper.part = "result"
    return paper


STORIES = (
    Story("khai-sinh", "1.001193", "Đăng ký khai sinh", build_birth),
    Story("ket-hon", "1.000894", "Đăng ký kết hôn", build_marriage),
    Story("xac-nhan", "1.004873", "Cấp Giấy xác nhận tình trạng hôn nhân", build_status),
    Story("trich-luc", "2.000635", "Cấp bản sao trích lục hộ tịch, bản sao Giấy khai sinh", build_extract),
    Story("khai-tu", "1.000656", "Đăng ký khai tử", build_death),
    Story("thuong-tru", "1.004222", "Đăng ký thường trú", build_residence),
    Story("ho-kinh-doanh", "2.000720", "Thay đổi nội dung đăng ký hộ kinh doanh", build_business),
    Story("dat-dai", "1.012753", "Đăng ký biến động đất đai, tài sản gắn liền với đất", build_land),
    Story("trich-luc-kh", "2.000635", "Cấp bản sao trích lục hộ tịch, bản sao Giấy khai sinh", build_wedding_extract),
    Story("chung-thuc", "2.000815", "Chứng thực bản sao từ bản chính giấy tờ, văn bản", build_certified),
    Story("van-thu", "", "", build_office),
)
COMPONENT_NAMES = {
    "GKS": "Giấy khai sinh", "CCCD21": "Căn cước công dân", "GCS": "Giấy chứng sinh",
    "GCNKH": "Giấy chứng nhận kết hôn", "CV": "Công văn",
    "XNTTHN": "Giấy xác nhận tình trạng hôn nhân", "GUQ": "Giấy ủy quyền", "TOKHAI_KS": "Tờ khai đăng ký khai sinh",
    "TLKT": "Trích lục khai tử",
    "TOKHAI_KH": "Tờ khai đăng ký kết hôn", "TOKHAI_XNTTHN": "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân",
    "TOKHAI_KT": "Tờ khai đăng ký khai tử",
    "TOKHAI_TL": "Tờ khai cấp bản sao trích lục hộ tịch", "TOKHAI_CT01": "Tờ khai thay đổi thông tin cư trú",
    "TOKHAI_DAT": "Đơn đăng ký biến động đất đai", "TOKHAI_HKD": "Giấy đề nghị đăng ký hộ kinh doanh",
    "GCN_DAT": "Giấy chứng nhận quyền sử dụng đất", "HOPDONG": "Hợp đồng chuyển nhượng", "CC24": "Thẻ căn cước",
    "CHUNGTHUC": "Lời chứng", "GBT": "Giấy báo tử", "SHK": "Sổ hộ khẩu", "CMND": "Giấy chứng minh nhân dân",
    "BHYT": "Thẻ bảo hiểm y tế", "GTN_BS": "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
}  # fmt: skip
TYPES = tuple(sorted({*COMPONENT_NAMES, *OTHER_KINDS, "QD", "GTN", "CT07", "GCN_HKD", "TLKS_BS", "TLKH_BS"}))
"""Every type of paper that a dossier may hold."""


@dataclass(frozen=True)
class Dossier:
    """A case with its papers; `code` is None where no receipt and no separator names it."""

    story: Story
    case: Setting
    papers: list[Paper]
    code: str | None


def make_dossier(studio: Studio, story: Story) -> Dossier:
    """One dossier, its receipt on top where it is a citizen's case."""
    case = make_setting(studio.rng, story)
    papers = story.build(studio, case)
    if not story.procedure:
        return Dossier(story, case, papers, None)
    names = [COMPONENT_NAMES[paper.type] for paper in papers if paper.part != "result"]
    applicant = next(
        (p for p in (case.bride, case.groom, case.family.father) if story.name in {"xac-nhan"}), case.groom
    )
    if story.name in {"khai-sinh", "thuong-tru", "chung-thuc"}:
        applicant = case.family.father
    elif story.name in {"trich-luc", "trich-luc-kh"}:
        applicant = case.family.mother
    return Dossier(story, case, [make_receipt(studio, case, applicant, names), *papers], case.code)
