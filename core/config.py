"""Configuration: everything comes from the environment, and a wrong value is refused at start-up with a sentence."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent


class ConfigurationError(RuntimeError):
    """The environment asks for something that can't work; the message says what to set."""


@dataclass(frozen=True)
class Settings:
    """The values that the environment decides; docs/operations.md explains each."""

    database_url: str
    data_dir: Path
    public_base_url: str
    secret_key: str
    token_key: bytes
    queue_url: str
    log_level: str
    jobs_in_web: bool
    trusted_proxies: int
    time_zone: str
    mail_url: str  # smtp:// or smtps://; empty: no mail is sent
    mail_from: str
    webhook_hosts: frozenset[str]  # inside our own network, to which webhooks may go all the same

    @property
    def secure(self) -> bool:
        """Whether guests reach us by https, so that cookies may be marked Secure."""
        return self.public_base_url.startswith("https://")

    @property
    def public_host(self) -> str:
        return urlsplit(self.public_base_url).hostname or ""


def load_settings(env: dict[str, str] | None = None) -> Settings:
    """Read the environment. Raises ConfigurationError for a value that can't work."""
    env = dict(os.environ) if env is None else env
    data_dir = Path(env.get("DATA_DIR") or ROOT / "data").resolve()
    if data_dir.is_relative_to(ROOT / "static"):
        raise ConfigurationError("DATA_DIR lies under static/ and would be served to everybody; choose another place.")
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    port = _integer(env, "PORT", 8000, 1, 65535)
    base_url = (env.get("PUBLIC_BASE_URL") or f"http://127.0.0.1:{port}").rstrip("/")
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise ConfigurationError("PUBLIC_BASE_URL must be like https://yaji.example.com, without a path.")
    database_url = env.get("DATABASE_URL") or f"sqlite:///{data_dir / 'yaji.db'}"
    if database_url.startswith(("postgres://", "postgresql://")):
        database_url = "postgresql+psycopg://" + database_url.split("://", 1)[1]
    if not database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigurationError("DATABASE_URL must begin with sqlite:/// or postgresql://.")
    secret_key = env.get("SECRET_KEY") or _kept_secret(data_dir / "secret_key")
    if len(secret_key) < 32:
        raise ConfigurationError("SECRET_KEY is shorter than 32 characters; make one with: openssl rand -hex 32")
    token_key = env.get("TOKEN_KEY") or _kept_secret(data_dir / "token_key")
    if len(token_key) != 64:
        raise ConfigurationError("TOKEN_KEY must be 64 hexadecimal digits; make one with: openssl rand -hex 32")
    mail_url, mail_from = env.get("MAIL_URL") or "", env.get("MAIL_FROM") or ""
    _check_mail(mail_url, mail_from)
    log_level = (env.get("LOG_LEVEL") or "INFO").upper()
    if log_level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ConfigurationError("LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR.")
    return Settings(
        database_url=database_url,
        data_dir=data_dir,
        public_base_url=base_url,
        secret_key=secret_key,
        token_key=bytes.fromhex(token_key),
        queue_url=env.get("QUEUE_URL") or _queue_beside(database_url, data_dir),
        log_level=log_level,
        jobs_in_web=(env.get("JOBS_IN_WEB") or "yes").lower() in ("1", "yes", "true", "on"),
        trusted_proxies=_integer(env, "TRUSTED_PROXIES", 0, 0, 5),
        time_zone=env.get("TIME_ZONE") or "Asia/Shanghai",
        mail_url=mail_url,
        mail_from=mail_from,
        webhook_hosts=frozenset((env.get("WEBHOOK_HOSTS") or "").lower().replace(",", " ").split()),
    )


def _check_mail(url: str, sender: str) -> None:
    """Raises ConfigurationError for a server that can't be reached so, or a sender without an address."""
    if not url:
        return
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("smtp", "smtps") and parts.hostname and not parts.path.strip("/") and not parts.query
        parts.port  # noqa: B018 - asking for it is the check
    except ValueError:
        usable = False
    if not usable:
        raise ConfigurationError("MAIL_URL must be like smtps://user:password@mail.example.com, without a path.")
    address = parseaddr(sender)[1]
    if "@" not in address or not address.isascii():
        raise ConfigurationError("MAIL_FROM must be the sender's address, as events@bank.example, if MAIL_URL is set.")


def _queue_beside(database_url: str, data_dir: Path) -> str:
    """Jobs wait in the same kind of place as the data: a file beside SQLite, tables inside PostgreSQL."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{data_dir / 'queue.db'}"
    return database_url


def _integer(env: dict[str, str], name: str, default: int, low: int, high: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdigit() or not low <= int(text) <= high:
        raise ConfigurationError(f"{name} must be a whole number from {low} to {high}.")
    return int(text)


def _kept_secret(path: Path) -> str:
    """A secret made once and kept beside the data, readable by this user only. Production sets its own."""
    if not path.exists():
        # O_EXCL: of several processes that start at once, one writes and the others read what it wrote.
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(32))
                file.flush()
                os.fsync(file.fileno())
    return path.read_text().strip()
