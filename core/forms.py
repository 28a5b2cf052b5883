"""The base of all forms: text is stripped and normalised once, enums keep their type, and errors say what to do."""

from __future__ import annotations

import enum
import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import UnboundField
from wtforms.validators import StopValidation

from core.db import LARGEST_ID, Base

# Control characters break CSV lines, logs and PDF text; tabs and line ends are kept for text areas.
_CONTROLS = dict.fromkeys((*range(0, 9), 11, 12, *range(14, 32), *range(127, 160)))
# Marks that turn the reading direction or hide (RTL override, zero width) make one name look like another.
_HIDDEN = dict.fromkeys((8203, 8232, 8233, *range(8234, 8239), *range(8288, 8293), 65279))


def clean(text: str | None) -> str:
    """`text` in NFC, without control and hidden direction characters, without blanks around it."""
    if not text:
        return ""
    return unicodedata.normalize("NFC", text).translate(_CONTROLS).translate(_HIDDEN).strip().strip("\u3000").strip()


def digits(text: str | None) -> str:
    """`text` with full-width letters and digits made narrow, as an input method may leave them."""
    return unicodedata.normalize("NFKC", clean(text))


class Form(FlaskForm):
    """A form whose text fields are cleaned before they are checked."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: UnboundField[Any], options: dict[str, Any]) -> Any:
            kind, args, kwargs = unbound_field.field_class, [*unbound_field.args], {**unbound_field.kwargs}
            if issubclass(kind, StringField):
                kwargs["filters"] = [_clean_or_none, *kwargs.get("filters", ())]
            elif issubclass(kind, IntegerField):
                given = kwargs.pop("validators", None) or (args.pop(1) if len(args) > 1 else ())
                kwargs["validators"] = [_countable, *given]
            unbound_field = UnboundField(kind, *args, **kwargs)
            return unbound_field.bind(form=form, **options)


class EditForm(Form):
    """A form that changes a row: it notices when somebody else has changed the row since the form was opened.

    `watch(row)` belongs at the end of the form's `__init__`. Nobody's work is overwritten unseen: the form comes back
    with what was typed, and saving once more is then meant.
    """

    seen = HiddenField()
    watched: str = ""

    def watch(self, row: Base | None) -> None:
        """Remember what `row` (none for a new one) holds now; before anything is sent, that is what the reader sees."""
        self.watched = fingerprint(row) if row is not None else ""
        if not self.is_submitted():
            self.seen.data = self.watched

    def validate(self, *arguments: Any, **options: Any) -> bool:
        valid = bool(super().validate(*arguments, **options))
        if self.seen.data and self.watched and self.seen.data != self.watched:
            self.seen.data = self.watched
            self.form_errors.append(
                _("Somebody has changed this since you opened it. Compare, then save again to put yours in its place.")
            )
            return False
        return valid


def fingerprint(row: Base) -> str:
    """Sixteen symbols that change with any column of the row that people fill in (counters and states are no such)."""
    columns = sa.inspect(type(row)).columns
    names = sorted(column.key for column in columns if not column.info.get("computed"))
    text = "\x1f".join(f"{name}={getattr(row, name)!r}" for name in names)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _countable(_form: Any, field: IntegerField) -> None:
    """Refuses what no column holds, before a validator of ranges turns it into a float and overflows."""
    if field.data is not None and abs(field.data) > LARGEST_ID:
        raise StopValidation(_("This number is too large."))


def _clean_or_none(value: str | None) -> str | None:
    return None if value is None else clean(value)


def enum_choices(labels: Mapping[Any, Any], *, blank: Any = None) -> list[SelectChoice]:
    """The choices of a field that holds an enum, in the labels' order; `blank` is the words for "none"."""
    choices = [SelectChoice(value=member.value, label=label) for member, label in labels.items()]
    return choices if blank is None else [SelectChoice(value="", label=blank), *choices]


def enum_coerce(kind: type[enum.Enum]) -> Callable[[Any], Any]:
    """Turns a field's value into a member of `kind`, and nothing into None. Raises ValueError for any other value."""
    return lambda value: None if value in (None, "") else kind(value)


def integer_or_none(value: Any) -> int | None:
    """Turns a select's value into an id, and nothing into None. Raises ValueError for any other text."""
    return None if value in (None, "", "None") else int(value)
