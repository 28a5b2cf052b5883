"""The OpenAPI document, made of the very declarations by which the views read, check and write."""

from __future__ import annotations

import re
from typing import Any

from api.declaring import ROUTES, Route
from api.idempotency import HEADER
from api.problems import MIMETYPE, PROBLEMS
from api.shapes import Field, Schema, Shape

VERSION = "1.0.0"
_CONVERTER = re.compile(r"<(?:int:)?(\w+)>")

PROBLEM: Schema = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"at": {"type": "string"}, "detail": {"type": "string"}},
                "required": ["at", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "detail", "code"],
}


def document(base_url: str) -> dict[str, Any]:
    """The whole document, its descriptions in the reader's language."""
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(readable(route.path), {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Yaji API", "version": VERSION},
        "servers": [{"url": f"{base_url}/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": dict(sorted(schemas().items())) | {"Problem": PROBLEM},
            "responses": {code: _problem(code) for code in PROBLEMS},
        },
    }


def readable(path: str) -> str:
    """/events/{event_id}"""
    return _CONVERTER.sub(r"{\1}", path)


def page_of(shape: Shape) -> Schema:
    """The schema of one page of a list."""
    return {
        "type": "object",
        "properties": {
            "data": {"type": "array", "items": shape.schema()},
            "next": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        },
        "required": ["data", "next"],
        "additionalProperties": False,
    }


def schemas() -> dict[str, Schema]:
    """Every shape of an answer or a body, by its name."""
    found: dict[str, Schema] = {}
    for route in ROUTES:
        for shape in route.answer.inner():
            found[shape.name] = shape.full_schema()
        for shape in route.body.inner() if route.body else ():
            found[shape.name] = shape.full_schema(body=True)
    return found


def _operation(route: Route) -> dict[str, Any]:
    answer = page_of(route.answer) if route.paged else route.answer.schema()
    problems = ["unauthorized", "forbidden", "not_found", "too_many"]
    if route.query or route.body:
        problems.append("invalid")
    if route.keyed:
        problems.append("refused")
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": str(route.about),
        "x-permissions": [permission.value for permission in route.permissions],
        "parameters": [*_of_path(route), *(_parameter(one) for one in route.query), *_key(route)],
        "responses": {
            str(route.status): {"description": "", "content": {"application/json": {"schema": answer}}},
            **{str(PROBLEMS[code][0]): {"$ref": f"#/components/responses/{code}"} for code in problems},
        },
    }
    if route.body is not None:
        content = {"application/json": {"schema": route.body.schema()}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _of_path(route: Route) -> list[dict[str, Any]]:
    schema = {"type": "integer", "minimum": 1}
    return [{"name": name, "in": "path", "required": True, "schema": schema} for name in _CONVERTER.findall(route.path)]


def _parameter(one: Field) -> dict[str, Any]:
    described = {"description": str(one.about)} if one.about else {}
    return {"name": one.name, "in": "query", "schema": one.kind.schema(), **described}


def _key(route: Route) -> list[dict[str, Any]]:
    if not route.keyed:
        return []
    return [{"name": HEADER, "in": "header", "schema": {"type": "string", "maxLength": 80}}]


def _problem(code: str) -> dict[str, Any]:
    _status, title, _advice = PROBLEMS[code]
    return {
        "description": str(title),
        "content": {MIMETYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
