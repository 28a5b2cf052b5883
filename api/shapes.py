"""What bodies look like: one declaration reads what comes in, writes what goes out, and is the document's schema."""

from __future__ import annotations

import enum
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from flask_babel import gettext as _

from api.permissions import Permission
from api.problems import Problem, invalid, unknown_field
from core.db import LARGEST_ID
from core.forms import clean

Schema = dict[str, Any]


class Kind:
    """Of a value: its schema, how it is read from JSON (or a parameter's text), and how it is told."""

    def schema(self) -> Schema:
        return {}

    def read(self, _value: Any, at: str) -> Any:
        """The value in Python. Raises Problem("invalid") that names `at`."""
        raise invalid(at, _("This field can't be set."))

    def tell(self, value: Any, _may: Collection[Permission]) -> Any:
        return value


@dataclass(frozen=True)
class Text(Kind):
    most: int = 200

    def schema(self) -> Schema:
        return {"type": "string", "maxLength": self.most}

    def read(self, value: Any, at: str) -> str:
        if not isinstance(value, str):
            raise invalid(at, _("This must be a text."))
        text = clean(value.encode(errors="replace").decode())  # half a character, which JSON can hold and no database
        if len(text) > self.most:
            raise invalid(at, _("At most %(most)s characters.", most=self.most))
        return text


@dataclass(frozen=True)
class Whole(Kind):
    least: int = 0
    most: int = LARGEST_ID

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def read(self, value: Any, at: str) -> int:
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12:
            value = int(value)  # a parameter of the address
        if not isinstance(value, int) or isinstance(value, bool) or not self.least <= value <= self.most:
            raise invalid(at, _("A whole number from %(least)s to %(most)s.", least=self.least, most=self.most))
        return value


class Uuid(Kind):
    def schema(self) -> Schema:
        return {"type": "string", "format": "uuid"}

    def read(self, value: Any, at: str) -> str:
        try:
            return str(uuid.UUID(value))
        except (ValueError, AttributeError, TypeError):
            raise invalid(at, _("A UUID, as 0f8fad5b-d9cb-469f-a165-70867728950e.")) from None


class Signed(Kind):
    """Milliseconds, before or after."""

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": -LARGEST_ID, "maximum": LARGEST_ID}

    def read(self, value: Any, at: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST_ID:
            raise invalid(at, _("A whole number from %(least)s to %(most)s.", least=-LARGEST_ID, most=LARGEST_ID))
        return value


class Flag(Kind):
    def schema(self) -> Schema:
        return {"type": "boolean"}

    def read(self, value: Any, at: str) -> bool:
        if not isinstance(value, bool):
            raise invalid(at, _("This is true or false."))
        return value


class Moment(Kind):
    """A moment with its zone, as 2027-04-10T06:30:00Z."""

    def schema(self) -> Schema:
        return {"type": "string", "format": "date-time"}

    def read(self, value: Any, at: str) -> datetime:
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
        except (TypeError, ValueError, OverflowError):
            pass
        raise invalid(at, _("A moment with its zone, as 2027-04-10T06:30:00Z."))

    def tell(self, value: datetime, _may: Collection[Permission]) -> str:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Day(Kind):
    def schema(self) -> Schema:
        return {"type": "string", "format": "date"}

    def read(self, value: Any, at: str) -> date:
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise invalid(at, _("A day, as 2027-04-10.")) from None

    def tell(self, value: date, _may: Collection[Permission]) -> str:
        return value.isoformat()


@dataclass(frozen=True)
class Code(Kind):
    """A code of an enum, or some of its codes."""

    of: type[enum.Enum]
    only: tuple[enum.Enum, ...] = ()

    def schema(self) -> Schema:
        return {"type": "string", "enum": [member.value for member in self.only or self.of]}

    def read(self, value: Any, at: str) -> enum.Enum:
        for member in self.only or self.of:
            if member.value == value:
                return member
        raise invalid(at, _("One of: %(codes)s.", codes=", ".join(str(one.value) for one in self.only or self.of)))

    def tell(self, value: Any, _may: Collection[Permission]) -> Any:
        return value.value if isinstance(value, enum.Enum) else value


@dataclass(frozen=True)
class Many(Kind):
    of: Kind
    most: int = 100

    def schema(self) -> Schema:
        return {"type": "array", "items": self.of.schema(), "maxItems": self.most}

    def read(self, value: Any, at: str) -> list[Any]:
        if not isinstance(value, list) or len(value) > self.most:
            raise invalid(at, _("A list of at most %(most)s.", most=self.most))
        return [self.of.read(one, f"{at}/{place}") for place, one in enumerate(value)]

    def tell(self, value: Sequence[Any], may: Collection[Permission]) -> list[Any]:
        return [self.of.tell(one, may) for one in value]


@dataclass(frozen=True)
class Field:
    """One field: its name, kind, and where it comes from (the attribute of the same name, unless told)."""

    name: str
    kind: Kind
    about: Any = ""
    none: bool = False  # may be null; of a body: may be left out
    get: Callable[[Any], Any] | None = None
    needs: Permission | None = None  # null for a token without it
    wanted: bool = False  # of a body: must be there

    def schema(self) -> Schema:
        schema = self.kind.schema()
        if self.none or self.needs:
            schema = {"anyOf": [schema, {"type": "null"}]}
        if self.about:
            schema["description"] = str(self.about)
        return schema

    def tell(self, row: Any, may: Collection[Permission]) -> Any:
        if self.needs is not None and self.needs not in may:
            return None
        if isinstance(row, Mapping):
            value = row.get(self.name)
        else:
            value = self.get(row) if self.get else getattr(row, self.name)
        return None if value is None else self.kind.tell(value, may)


@dataclass(frozen=True)
class Shape(Kind):
    """An object with these fields and no others."""

    name: str
    fields: tuple[Field, ...] = field(default=())

    def schema(self) -> Schema:
        return {"$ref": f"#/components/schemas/{self.name}"}

    def full_schema(self, *, body: bool = False) -> Schema:
        """What stands in the document's list of schemas."""
        wanted = [one.name for one in self.fields if one.wanted or not body]
        schema: Schema = {
            "type": "object",
            "properties": {one.name: one.schema() for one in self.fields},
            "additionalProperties": False,
        }
        return schema | ({"required": wanted} if wanted else {})

    def read(self, value: Any, at: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise invalid(at or "/", _("This must be an object."))
        known = {one.name: one for one in self.fields}
        wrong = [{"at": f"{at}/{name}"[:80], "detail": unknown_field()} for name in value if name not in known]
        found: dict[str, Any] = {}
        for name, one in known.items():
            place = f"{at}/{name}"
            if value.get(name) is None:
                if one.wanted:
                    wrong.append({"at": place, "detail": _("This field is wanted.")})
                continue
            try:
                found[name] = one.kind.read(value[name], place)
            except Problem as problem:
                wrong.extend(problem.errors)
        if wrong:
            raise Problem("invalid", errors=wrong[:20])
        return found

    def tell(self, row: Any, may: Collection[Permission]) -> dict[str, Any]:
        return {one.name: one.tell(row, may) for one in self.fields}

    def inner(self) -> list[Shape]:
        """The shapes that stand within this one, itself last."""
        found: list[Shape] = []
        for one in self.fields:
            kind: Any = one.kind
            while isinstance(kind, (Many, Loose)):
                kind = kind.of
            if isinstance(kind, Shape):
                found.extend(kind.inner())
        return [*found, self]


@dataclass(frozen=True)
class Loose(Kind):
    """An object of a shape that is taken as it came: whoever takes it keeps what can't be understood."""

    of: Shape

    def schema(self) -> Schema:
        return self.of.schema()

    def read(self, value: Any, at: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise invalid(at, _("This must be an object."))
        return value
