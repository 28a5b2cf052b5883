"""What every form refuses by itself."""

import pytest
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from core.forms import Form


class Minutes(Form):
    minutes = IntegerField(validators=[Optional(), NumberRange(1, 600)])


@pytest.mark.parametrize("typed", ["9" * 400, "-" + "9" * 400, str(2**31)])
def test_a_number_that_no_column_holds_is_refused_in_words_and_stays_as_typed(app, typed):
    with app.test_request_context("/", method="POST", data={"minutes": typed}):
        form = Minutes()

        assert not form.validate()
        assert form.minutes.errors
        assert form.minutes._value() == typed
