"""Who is one person, whatever the order of the papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.catalog import load_catalog
from pipeline.model import Box, Document, FieldValue, Method, PageRef
from pipeline.people import Mention, Person, join_mentions, name_key, resolve_people

CATALOG = load_catalog()
NUMBERS = count(1)


def paper(kind: str, *, coded: bool = False, **values: str) -> Document:
    """A document with these fields; `coded`: its ID number comes from a code."""
    number = next(NUMBERS)
    page = PageRef("a" * 64, number)
    fields = {
        key: FieldValue(
            text, text, page, Box(0, 0, 0.1, 0.1), Method.QR if coded and "dinh_danh" in key else Method.LABEL, 0.9
        )
        for key, text in values.items()
    }
    return Document(f"document-{number}", 1, kind, 0.9, (page,), fields)


def card(number: str, name: str, birth: str = "14/05/1980", *, coded: bool = True) -> Document:
    return paper("CCCD21", coded=coded, so_dinh_danh=number, ho_ten=name, ngay_sinh=birth)


def of_name(people: Sequence[Person], name: str) -> Person:
    (found,) = [person for person in people if name_key(person.name) == name_key(name)]
    return found


def test_a_mother_is_found_on_her_card_the_certificate_and_the_form() -> None:
    mother = card("001180654321", "Trần Thị Thủy")
    certificate = paper("GKS", ho_ten="NGUYỄN VĂN MẪU", me_ho_ten="TRẦN THỊ THUỶ", me_ngay_sinh="1980")
    form = paper("TOKHAI_KS", nyc_ho_ten="Trần Thị Thủy", nyc_giay_to="Căn cước công dân số 001180654321")
    people = resolve_people([mother, certificate, form], CATALOG)
    person = of_name(people, "TRẦN THỊ THỦY")
    assert (person.id12, person.birth) == ("001180654321", "14/05/1980")
    assert person.roles == ("me", "nguoi_yeu_cau", "chu_the")
    assert set(person.documents) == {mother.id, certificate.id, form.id}
    assert [mention.keys for mention in person.mentions if mention.document == certificate.id] == [
        ("me_ho_ten", "me_ngay_sinh")
    ]
    assert of_name(people, "NGUYỄN VĂN MẪU").roles == ("con",)


def test_the_deceased_on_the_form_is_the_deceased_on_the_extract() -> None:
    extract = paper("TLKT", ho_ten="LÊ VĂN MẤT", so_dinh_danh="001050654321")
    form = paper("TOKHAI_KT", ho_ten="LÊ VĂN MẤT", giay_to="CCCD 001050654321")
    (person,) = resolve_people([extract, form], CATALOG)
    assert person.roles == ("nguoi_mat",)


def test_a_number_one_digit_off_is_the_same_person_only_under_the_same_name() -> None:
    sure = card("001180654321", "Trần Thị Thử")
    slip = card("001180654327", "TRẦN THỊ THỬ", coded=False)
    stranger = card("001180654326", "Lê Thị Khác", coded=False)
    people = resolve_people([sure, slip, stranger], CATALOG)
    assert len(people) == 2
    assert of_name(people, "Trần Thị Thử").id12 == "001180654321"


def test_sure_numbers_that_differ_are_never_one_person() -> None:
    twins = [card("001180654321", "Trần Thị Thử"), card("001180654322", "Trần Thị Thử")]
    print_only = card("001180654323", "Trần Thị Thử", coded=False)
    assert len(resolve_people(twins, CATALOG)) == 2
    assert len(resolve_people([*twins, print_only], CATALOG)) == 3


def test_a_name_and_year_that_two_persons_fit_is_left_alone() -> None:
    one, other = (
        card(number, "Trần Thị Thử", birth)
        for number, birth in (("001180654321", "14/05/1980"), ("036180999111", "01/02/1980"))
    )
    named = paper("GKS", me_ho_ten="Trần Thị Thử", me_ngay_sinh="1980")
    assert len(resolve_people([one, other, named], CATALOG)) == 3
    assert len(resolve_people([one, named], CATALOG)) == 1


def test_names_alone_join_nobody() -> None:
    papers = [paper("GKS", me_ho_ten="Trần Thị Thử"), paper("GCS", me_ho_ten="Trần Thị Thử")]
    assert len(resolve_people(papers, CATALOG)) == 2


def test_print_slips_that_agree_with_one_of_them_are_one_person() -> None:
    papers = [card(number, "Trần Thị Thử", coded=False) for number in ("001180654321", "001180654327", "001180654921")]
    (person,) = resolve_people(papers, CATALOG)
    assert len(person.mentions) == 3


names = st.sampled_from(["Trần Thị Thủy", "TRẦN THỊ THUỶ", "Lê Văn Mẫu", "Lê Văn Mẩu"])
digits = st.sampled_from(["001180654321", "001180654322", "001180654331", "036180999111", None])
births = st.sampled_from(["14/05/1980", "15/05/1980", "1980", "05/1980", "1981", None])
mentions = st.lists(
    st.builds(
        Mention,
        document=st.sampled_from(["a", "b", "c", "d", "e"]),
        keys=st.sampled_from([("ho_ten",), ("me_ho_ten",)]),
        role=st.sampled_from(["me", "cha", "con", "unheard_of"]),
        name=names,
        id12=digits,
        birth=births,
        sure=st.booleans(),
    ),
    max_size=9,
)


@settings(max_examples=300, deadline=None)
@given(mentions, st.randoms())
def test_the_order_of_the_papers_does_not_matter(found: list[Mention], random: object) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert join_mentions(found, CATALOG) == join_mentions(shuffled, CATALOG)


@settings(max_examples=300, deadline=None)
@given(mentions)
def test_joining_again_changes_nothing_and_loses_nobody(found: list[Mention]) -> None:
    people = join_mentions(found, CATALOG)
    again = [mention for person in people for mention in person.mentions]
    assert sorted(map(repr, again)) == sorted(map(repr, set(found)))
    assert join_mentions(again, CATALOG) == people


@settings(max_examples=300, deadline=None)
@given(mentions)
def test_no_person_has_two_sure_numbers_and_no_number_two_persons(found: list[Mention]) -> None:
    people = join_mentions(found, CATALOG)
    held = [{mention.id12 for mention in person.mentions if mention.id12 and mention.sure} for person in people]
    assert all(len(numbers) <= 1 for numbers in held)
    every = [number for numbers in held for number in numbers]
    assert len(every) == len(set(every))


def test_equal_mentions_count_once() -> None:
    mention = Mention("a", ("ho_ten",), "con", "Lê Văn Mẫu")
    assert len(join_mentions([mention, replace(mention)], CATALOG)) == 1


def test_every_role_that_a_type_names_is_in_the_list_of_roles() -> None:
    named = {(kind.code, person.role) for kind in CATALOG.types.values() for person in kind.persons}
    roles = {CATALOG.lexicons.role_of(code, role) for code, role in named}
    assert roles <= set(CATALOG.lexicons.roles)
