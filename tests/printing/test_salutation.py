"""How a person is addressed: the vectors of the handbook, for whoever keeps the person's data."""

import pytest

from printing.errors import SalutationUnknown
from printing.texts.salutation import (
    CHIEF,
    OFFICE,
    PROFESSION,
    Person,
    card_name,
    chinese_envelope_name,
    english_envelope_name,
    salutation,
)

WANG = Person("王文静", "王", "文静", gender="female")
OUYANG = Person("欧阳文静", "欧阳", "文静", gender="female")
LI = Person("李强", "李", "强", gender="male", title="总", title_kind=CHIEF)
CHAIRMAN = Person("李强", "李", "强", gender="male", title="董事长", title_kind=OFFICE)
CHEN = Person("陈敏", "陈", "敏", gender="female", title="教授", title_kind=PROFESSION)
AYIGULI = Person("阿依古丽·买买提", "", "阿依古丽·买买提", gender="female")
UNKNOWN = Person("林晓晨", "林", "晓晨")


@pytest.mark.parametrize(
    ("person", "chinese", "english"),
    [
        (WANG, "尊敬的王女士", "Dear Ms Wang"),
        (OUYANG, "尊敬的欧阳女士", "Dear Ms Ouyang"),
        (LI, "尊敬的李总", "Dear Mr Li"),
        (CHAIRMAN, "尊敬的李先生", "Dear Mr Li"),
        (CHEN, "尊敬的陈教授", "Dear Professor Chen"),
        (AYIGULI, "尊敬的阿依古丽·买买提女士", "Dear Ms Ayiguli Maimaiti"),
        (Person("Zoë Müller", "", "", "Zoë Müller", "female"), "尊敬的Zoë Müller女士", "Dear Ms Müller"),
        (Person("单志刚", "单", "志刚", gender="male"), "尊敬的单先生", "Dear Mr Shan"),
        (Person("王文静", "王", "文静", override="亲爱的文静"), "亲爱的文静", "亲爱的文静"),
    ],
)
def test_a_letter_begins_as_the_person_is_to_be_addressed(person, chinese, english):
    assert salutation(person, "zh") == chinese
    assert salutation(person, "en") == english


def test_nobody_is_addressed_by_guess():
    with pytest.raises(SalutationUnknown):
        salutation(UNKNOWN, "zh")
    with pytest.raises(SalutationUnknown):
        card_name(UNKNOWN)
    assert salutation(UNKNOWN, "en") == "Dear Xiaochen Lin"  # the whole name, neither Mr nor Ms


def test_cards_and_envelopes_say_the_full_name_and_never_chief():
    assert [card_name(person) for person in (WANG, CHAIRMAN, CHEN, LI)] == [
        "王文静女士",
        "李强董事长",
        "陈敏教授",
        "李强先生",
    ]
    assert chinese_envelope_name(LI) == ("李强", "先生")
    assert english_envelope_name(CHEN) == "Professor Min Chen"
