"""Questions to JSON columns, in the words of each database."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class list_holds(GenericFunction[bool]):
    """Whether a JSON list of texts has this one."""

    type = sa.Boolean()
    inherit_cache = True


class json_number(GenericFunction[float]):
    """The number under this key of a JSON object; NULL for nothing and for what is no number."""

    type = sa.Float()
    inherit_cache = True


@compiles(list_holds, "sqlite")
def _list_holds_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    column, text = (compiler.process(part, **options) for part in element.clauses)
    return f"EXISTS (SELECT 1 FROM json_each({column}) AS held WHERE held.value = {text})"  # noqa: S608 - of bound values


@compiles(list_holds, "postgresql")
def _list_holds_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    column, text = (compiler.process(part, **options) for part in element.clauses)
    return f"jsonb_exists(CAST({column} AS jsonb), CAST({text} AS text))"


@compiles(json_number, "sqlite")
def _json_number_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    column, key = (compiler.process(part, **options) for part in element.clauses)
    path = f"'$.\"' || {key} || '\"'"
    return f"CASE WHEN json_type({column}, {path}) IN ('integer', 'real') THEN json_extract({column}, {path}) END"


@compiles(json_number, "postgresql")
def _json_number_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    column, key = (compiler.process(part, **options) for part in element.clauses)
    key = f"CAST({key} AS text)"
    return f"CASE WHEN json_typeof({column} -> {key}) = 'number' THEN CAST({column} ->> {key} AS double precision) END"
