"""Words that one picks from a list: no two of a list may read the same, in either language."""

import pytest
from flask_babel import force_locale

from clients.words import HOLDINGS, INTERESTS, TIERS, TYPES
from core.languages import LOCALES


@pytest.mark.parametrize("words", [HOLDINGS, INTERESTS, TIERS, TYPES])
def test_each_word_of_a_list_means_one_thing(app, words):
    with app.test_request_context():
        for locale in LOCALES.values():
            with force_locale(locale):
                said = [str(label) for label in words.values()]
            assert len(set(said)) == len(said)
