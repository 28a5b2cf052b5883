"""What each member of staff may see: one function, asked by every read of personal data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy as sa
from werkzeug.exceptions import NotFound

from core.db import LARGEST_ID, Base, db
from staff.models import Staff

Model = TypeVar("Model", bound=Base)
Rule = Callable[[Staff], sa.ColumnElement[bool]]

_RULES: dict[type[Base], Rule] = {}


def scope(model: type[Base]) -> Callable[[Rule], Rule]:
    """Register the rule that says which rows of `model` a member of staff sees. A model has one rule."""

    def register(rule: Rule) -> Rule:
        if model in _RULES:
            raise ValueError(f"{model.__name__} has a scope already")
        _RULES[model] = rule
        return rule

    return register


def visible(actor: Staff, model: type[Model]) -> sa.Select[Model]:
    """SELECT of the rows of `model` that `actor` may see. Raises KeyError for a model without a rule."""
    return sa.select(model).where(_RULES[model](actor))


def sees(actor: Staff, model: type[Base]) -> sa.ColumnElement[bool]:
    """The condition by itself, for a query that joins or counts."""
    return _RULES[model](actor)


def load(actor: Staff, model: type[Model], row_id: int, *options: Any) -> Model:
    """The row if `actor` may see it. Raises NotFound, the same for a foreign row as for a missing one."""
    if not 0 < row_id <= LARGEST_ID:
        raise NotFound
    key = sa.inspect(model).primary_key[0]
    row = db.session.scalar(visible(actor, model).where(key == row_id).options(*options))
    if row is None:
        raise NotFound
    return row
