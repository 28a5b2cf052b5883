"""Flask-Security as we use it: sign-in by name and password, argon2, an optional second factor, generic answers."""

from __future__ import annotations

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore

from core.config import Settings
from core.db import db
from staff.forms import SignInForm
from staff.models import Staff, StaffRole


def init_signing_in(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_SALT=None,
        SECURITY_PASSWORD_LENGTH_MIN=12,
        SECURITY_USER_IDENTITY_ATTRIBUTES=[{"username": {"mapper": lambda text: text.strip().lower()}}],
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_METHODS=None,
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_REGISTERABLE=False,
        SECURITY_RECOVERABLE=False,
        SECURITY_CHANGEABLE=True,
        SECURITY_CHANGE_URL="/password",
        SECURITY_POST_CHANGE_VIEW="/",
        SECURITY_SEND_PASSWORD_CHANGE_EMAIL=False,
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TWO_FACTOR_RESCUE_EMAIL=False,
        SECURITY_TWO_FACTOR_ALWAYS_VALIDATE=True,
        SECURITY_TWO_FACTOR_POST_SETUP_VIEW="/",
        SECURITY_TOTP_SECRETS={"1": settings.token_key.hex()},
        SECURITY_TOTP_ISSUER="Yaji 雅集",
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SECURITY_FLASH_MESSAGES=True,
        SECURITY_AUTO_LOGIN_AFTER_CONFIRM=False,
        SECURITY_REDIRECT_ALLOW_SUBDOMAINS=False,
        REMEMBER_COOKIE_DURATION=0,
    )
    Security(app, SQLAlchemyUserDatastore(db, Staff, StaffRole), login_form=SignInForm)
