"""Documents of identity: the check digit, what a number tells, and how little of it is shown."""

from datetime import date

import pytest

from clients.models import Gender
from core.errors import DomainError
from invitations.trips.identity import DocumentKind, born_by, check_digit, checked, gender_by, masked


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_samples_of_the_standard_have_their_check_digits(number):
    assert check_digit(number[:17]) == number[17]


def test_a_number_is_kept_without_blanks_and_in_capitals():
    assert checked(DocumentKind.ID_CARD, "110105 19491231 002x") == "11010519491231002X"
    assert checked(DocumentKind.PASSPORT, " e-1234 5678 ") == "E12345678"
    assert checked(DocumentKind.ID_CARD, "１１０１０５１９４９１２３１００２Ｘ") == "11010519491231002X"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("110105194912310021", "document_check"),
        ("11010519491331001X", "document_check"),
        ("11010519491231", "id_card_shape"),
        ("1101051949123100٢X", "id_card_shape"),
        ("", "id_card_shape"),
    ],
)
def test_a_wrong_identity_number_is_refused(number, code):
    with pytest.raises(DomainError) as refusal:
        checked(DocumentKind.ID_CARD, number)
    assert refusal.value.code == code


def test_one_wrong_digit_is_always_found():
    right = "11010519491231002X"
    for at in range(17):
        for digit in "0123456789":
            if digit != right[at]:
                assert check_digit(right[:at] + digit + right[at + 1 : 17]) != right[17]


@pytest.mark.parametrize(
    ("kind", "number"),
    [(DocumentKind.PASSPORT, "12"), (DocumentKind.HK_MACAO, "A12345678"), (DocumentKind.TAIWAN, "12")],
)
def test_another_documents_number_has_its_shape(kind, number):
    with pytest.raises(DomainError, match="document_shape"):
        checked(kind, number)


def test_a_number_tells_birth_date_and_gender():
    assert born_by("11010519491231002X") == date(1949, 12, 31)
    assert gender_by("11010519491231002X") is Gender.FEMALE
    assert gender_by("440524188001010014") is Gender.MALE


def test_a_number_is_shown_in_part():
    assert masked("330108199001011234") == "3301**********1234"
    assert masked("E12345678") == "*******78"
    assert masked("") == ""
