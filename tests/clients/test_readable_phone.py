"""How telephone numbers are shown."""

import pytest

from clients.book.saving import readable_phone


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+8613800001234", "138-0000-1234"),
        ("+442071838750", "+44 20 7183 8750"),
        ("", ""),
        ("13800001234", "13800001234"),  # not as we store it: shown all the same
        ("转 801", "转 801"),
    ],
)
def test_a_number_is_shown_as_people_read_it_and_what_is_none_as_it_is(stored, shown):
    assert readable_phone(stored) == shown
