"""A wrong setting is refused at start-up with a sentence."""

import stat

import pytest

from core.config import ConfigurationError, load_settings


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "eighty", "PORT must be a whole number"),
        ("PORT", "70000", "PORT must be a whole number"),
        ("PUBLIC_BASE_URL", "yaji.example.com", "PUBLIC_BASE_URL must be like"),
        ("PUBLIC_BASE_URL", "https://yaji.example.com/path", "without a path"),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL must begin with"),
        ("SECRET_KEY", "short", "SECRET_KEY is shorter"),
        ("TOKEN_KEY", "abc", "TOKEN_KEY must be 64"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL must be"),
        ("MAIL_URL", "https://mail.example.com", "MAIL_URL must be like"),
        ("MAIL_URL", "smtp://mail.example.com:port", "MAIL_URL must be like"),
        ("MAIL_URL", "smtps://mail.example.com/inbox", "MAIL_URL must be like"),
        ("MAIL_URL", "smtps://mail.example.com", "MAIL_FROM must be"),
    ],
)
def test_a_wrong_value_is_refused(tmp_path, name, value, sentence):
    with pytest.raises(ConfigurationError, match=sentence):
        load_settings({"DATA_DIR": str(tmp_path), name: value})


def test_secrets_are_made_once_and_kept_for_this_user_only(tmp_path):
    first = load_settings({"DATA_DIR": str(tmp_path / "data")})
    second = load_settings({"DATA_DIR": str(tmp_path / "data")})

    assert (first.secret_key, first.token_key) == (second.secret_key, second.token_key)
    assert len(first.token_key) == 32
    assert stat.S_IMODE((tmp_path / "data" / "token_key").stat().st_mode) == 0o600


def test_postgres_addresses_get_our_driver(tmp_path):
    settings = load_settings({"DATA_DIR": str(tmp_path), "DATABASE_URL": "postgres://u@h/db"})

    assert settings.database_url == settings.queue_url == "postgresql+psycopg://u@h/db"
