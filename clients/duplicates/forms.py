"""The form of a merge: for each group of fields in which the two rows differ, whose value stays."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from clients.duplicates.fields import Difference, Side
from clients.duplicates.words import GROUP_NAMES, said
from clients.models import Client
from core.forms import Form

PREFIX = "choose_"


class MergeForm(Form):
    """Whose value of each group stays; the fields are made by `merge_form`."""

    @property
    def choices(self) -> dict[str, Side]:
        return {name.removeprefix(PREFIX): field.data for name, field in self._fields.items() if _is_choice(name)}

    @property
    def groups(self) -> list[Any]:
        return [field for name, field in self._fields.items() if _is_choice(name)]


def _is_choice(name: str) -> bool:
    return name.startswith(PREFIX)


def merge_form(kept: Client, gone: Client, differences: list[Difference]) -> MergeForm:
    """A form with one choice a difference, the preset chosen."""
    fields = {
        PREFIX + one.group: RadioField(
            GROUP_NAMES[one.group],
            coerce=Side,
            choices=[
                SelectChoice(value=side.value, label=said(one.group, client) or _("Nothing"))
                for side, client in ((Side.KEPT, kept), (Side.GONE, gone))
            ],
            default=one.preset,
            validate_choice=True,
        )
        for one in differences
    }
    form: MergeForm = type("ChosenMergeForm", (MergeForm,), fields)()
    return form
