"""Nothing personal reaches the logs."""

import json

import pytest

from core.logs import masked
from invitations.codes.tokens import new_codes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call 13800001234 now", "call *** now"),
        ("call +86 138-0000-1234", "call ***"),
        ("call +442079460000", "call ***"),
        ("mail wang@example.com", "mail ***"),
        ("王文静 came", "*** came"),
        ("𠅤𫖯 came", "*** came"),
        ("GET /i/7KQ4MY8P7KQ4MY8P7KQ4MY8P7K", "GET /i/***"),
        ("code 7KQ4-MY8P", "code ***"),
        ("12 letters in 3 s", "12 letters in 3 s"),
    ],
)
def test_names_phones_and_codes_are_masked(text, expected):
    assert masked(text) == expected


def test_a_request_log_names_the_rule_and_not_the_token(cast, browser, app, capsys):
    app_log_level(app, "INFO")
    token = new_codes().token

    browser.get(f"/i/{token}")

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    app_log_level(app, "WARNING")
    [line] = [line for line in lines if line["event"] == "request"]
    assert line["route"] == "/i/<token>"
    assert len(line["request_id"]) == 12
    assert token not in json.dumps(lines)


def test_a_traceback_is_logged_without_its_message(app, capsys):
    app_log_level(app, "WARNING")
    try:
        raise ValueError("UNIQUE failed: Wang Wenjing")
    except ValueError:
        app.logger.exception("went wrong")

    text = capsys.readouterr().err
    assert "Wang" not in text
    assert "ValueError" in text
    assert "test_logs.py" in text


def app_log_level(app, level: str) -> None:
    from core.logs import configure

    configure(level)
