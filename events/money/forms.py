"""The form of one line of a budget."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Length, ValidationError

from core.forms import Form, enum_choices, enum_coerce
from events.models import BudgetKind, BudgetLine
from events.money.amounts import plain, read_yuan
from events.money.words import BUDGET_KINDS

_KINDS = {kind: words for kind, words in BUDGET_KINDS.items() if kind is not BudgetKind.CONTINGENCY}


class LineForm(Form):
    """Amounts are typed in yuan, with or without a thousands comma."""

    kind = SelectField(_l("What for"), coerce=enum_coerce(BudgetKind), choices=enum_choices(_KINDS))
    text = StringField(
        _l("In words"), [Length(max=80, message=_l("Please shorten this to at most %(max)d characters."))]
    )
    planned = StringField(_l("Planned, in yuan"))
    actual = StringField(_l("Spent, in yuan"), description=_l("Empty until the bill is there."))

    @classmethod
    def of(cls, line: BudgetLine) -> LineForm:
        """The form holding what the line has."""
        data = {"kind": line.kind, "text": line.text, "planned": plain(line.planned), "actual": plain(line.actual)}
        return cls(data=data)

    def validate_planned(self, field: StringField) -> None:
        self.fen_planned = _fen(field) or 0

    def validate_actual(self, field: StringField) -> None:
        self.fen_actual = _fen(field)

    def values(self) -> dict[str, Any]:
        """What the rules take."""
        return {
            "kind": self.kind.data,
            "text": self.text.data or "",
            "planned": self.fen_planned,
            "actual": self.fen_actual,
        }


def _fen(field: StringField) -> int | None:
    try:
        return read_yuan(field.data)
    except ValueError:
        raise ValidationError(_l("Type an amount like 12800 or 12800.50.")) from None
