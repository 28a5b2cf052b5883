"""Commands about staff: adding somebody from the command line, as for the first administrator."""

from __future__ import annotations

import click
import sqlalchemy as sa
from flask import Flask
from flask.cli import AppGroup

from core.db import db
from core.errors import DomainError
from staff.models import Branch, Role
from staff.team import add_staff

group = AppGroup("staff", help="The people who sign in.")


def register(app: Flask) -> None:
    app.cli.add_command(group)


@group.command("add")
@click.argument("username")
@click.option("--name", required=True, help="As printed under letters.")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role]))
@click.option("--branch", default="001", show_default=True, help="Three digits; made when it is missing.")
@click.option("--language", default="zh", type=click.Choice(["zh", "en"]))
@click.password_option()
def add(username: str, name: str, roles: tuple[str, ...], branch: str, language: str, password: str) -> None:
    """Let somebody sign in."""
    if len(password) < 12:
        raise SystemExit("Use a password of at least 12 characters.")
    row = db.session.scalar(sa.select(Branch).where(Branch.code == branch))
    if row is None:
        row = Branch(code=branch, bank_name="银行", bank_name_en="Bank", name="支行", name_en="Branch", phone="")
        db.session.add(row)
        db.session.flush()
    try:
        add_staff(
            username=username,
            name=name,
            password=password,
            branch_id=row.id,
            roles={Role(role) for role in roles},
            language=language,
        )
    except DomainError as refusal:
        raise SystemExit(refusal.sentence) from None
    db.session.commit()
    click.echo(f"{username} can sign in.")
