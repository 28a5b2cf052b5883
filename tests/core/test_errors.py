"""Error pages say what to do, in the reader's language, and never what broke inside."""

import pytest
from sqlalchemy.exc import OperationalError

from core.errors import DomainError


@pytest.fixture
def breaking(app):
    """Lets the page /healthz break with a given error, as an application in earnest would answer it."""
    view, told = app.view_functions["health.alive"], app.config.get("PROPAGATE_EXCEPTIONS")
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def break_with(error: Exception) -> None:
        def broken() -> None:
            raise error

        broken.access = view.__dict__.get("access")
        app.view_functions["health.alive"] = broken

    yield break_with
    app.view_functions["health.alive"] = view
    app.config["PROPAGATE_EXCEPTIONS"] = told


@pytest.mark.parametrize(
    ("error", "status", "english", "chinese"),
    [
        (RuntimeError("王文静 13800001234"), 500, "Nothing was saved halfway", "没有"),
        (OperationalError("SELECT", {}, Exception("database is locked")), 503, "try again in a minute", "系统正忙"),
        (DomainError("event_closed"), 409, "nothing about it can change any more", "不能"),
    ],
)
def test_what_breaks_inside_is_not_told_outside(breaking, browser, error, status, english, chinese):
    breaking(error)

    page = browser.get("/healthz", headers={"Accept-Language": "en"})
    chinese_page = browser.get("/healthz", headers={"Accept-Language": "zh-CN"})

    assert (page.status_code, chinese_page.status_code) == (status, status)
    assert english in page.text
    assert chinese in chinese_page.text
    assert page.headers["X-Request-Id"] in page.text
    for secret in ("王文静", "13800001234", "Traceback", "SELECT", "locked"):
        assert secret not in page.text


def test_a_page_of_another_role_says_whom_to_ask(cast):
    page = cast.signed_in("zhao").get("/staff?lang=en")

    assert page.status_code == 403
    assert "branch manager or administrator" in page.text


def test_a_file_beyond_ten_megabytes_is_refused_in_words(cast):
    browser = cast.signed_in("li")

    page = browser.post("/segments/new?lang=en", data=b"x" * (11 * 1024 * 1024), content_type="text/plain")

    assert page.status_code == 413
    assert "at most 10 MB" in page.text


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        pytest.param(b'"' + b"x" * (11 * 1024 * 1024) + b'"', 413, "at most 10 MB", id="beyond ten megabytes"),
        pytest.param(b"[" * 200_000, 405, "", id="nested too deeply"),
    ],
)
def test_a_json_body_that_nobody_can_read_is_no_fault_of_ours(cast, body, status, words):
    """Signed out, so that whoever looks for a session in the body would read it, for the page of the error as well."""
    browser = cast.app.test_client()
    cast.app.config["PROPAGATE_EXCEPTIONS"] = False

    try:
        where = "/sign-in" if status == 413 else "/"
        page = browser.post(f"{where}?lang=en", data=body, content_type="application/json")
    finally:
        cast.app.config["PROPAGATE_EXCEPTIONS"] = None

    assert page.status_code == status
    assert words in page.text
