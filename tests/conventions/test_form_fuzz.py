"""Every form of every page takes what nobody would type, and answers with a page."""

import pytest

from tests.conventions.form_fuzz import failures
from tests.conventions.marked_house import furnish


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # `python -m tests.conventions.form_fuzz` tries both
@pytest.mark.parametrize("who", ["li", "zhao"])
def test_no_form_breaks_by_what_is_typed(cast, app, who):
    furnish(cast)

    sent, failed = failures(app, cast, who, seed=1, most=250)

    assert failed == []
    assert sent == 250
