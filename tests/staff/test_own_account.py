"""The pages of one's own account say what is so, in the reader's language."""

import re


def test_the_present_password_is_not_called_optional(cast):
    page = cast.signed_in("zhao").get("/password").text

    assert "当前密码" in page
    assert "选填" not in page


def test_a_second_factor_that_is_off_is_said_to_be_off(cast):
    page = cast.signed_in("zhao").get("/tf-setup").text

    assert re.search("目前使用：\\s*未开启", page)
