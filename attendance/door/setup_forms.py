"""The forms of the door's set-up."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from attendance.door.setup import GATE_LENGTH, MOST_GATES
from core.forms import EditForm, Form, clean
from events.models import DoorSetting, Gift
from events.money.amounts import plain, read_yuan

MOST_STOCK = 5000


class SettingForm(EditForm):
    """The rules of an event's door; gates are names, one a line."""

    gates = TextAreaField(
        _l("Entrances, one a line"),
        description=_l("Empty: one door. Each device then chooses where it stands, and heads are counted by entrance."),
    )
    walk_ins = BooleanField(
        _l("Guests without an invitation may be let in"),
        description=_l("They give a name and who brought them; beyond the seats a supervisor decides."),
    )
    reentry = BooleanField(
        _l("Leaving is scanned too"),
        description=_l("Whoever left may come in again with the same letter, and the page says how many are inside."),
    )
    badges = BooleanField(
        _l("Badges are printed at the door"), description=_l("The card of a guest then has a button for it.")
    )
    offline_names = BooleanField(
        _l("Names may be searched without a network"),
        description=_l(
            "Devices then carry the names of tonight's guests until the event ends, and wipe them by themselves. "
            "Without it, a device that has no network opens only what the guest's own code opens."
        ),
    )

    def __init__(self, setting: DoorSetting, **options: Any) -> None:
        rules = {name: getattr(setting, name) for name in ("walk_ins", "reentry", "badges", "offline_names")}
        super().__init__(data=rules | {"gates": "\n".join(setting.gates)}, **options)
        self.watch(setting)

    def validate_gates(self, field: TextAreaField) -> None:
        self.names = list(dict.fromkeys(clean(line) for line in (field.data or "").splitlines() if clean(line)))
        if len(self.names) > MOST_GATES:
            raise ValidationError(_("At most %(most)s entrances.", most=MOST_GATES))
        if any(len(name) > GATE_LENGTH for name in self.names):
            raise ValidationError(_("The name of an entrance has at most %(most)s characters.", most=GATE_LENGTH))

    def values(self) -> dict[str, Any]:
        """What the rule takes."""
        return {
            "gates": self.names,
            "reentry": self.reentry.data,
            "badges": self.badges.data,
            "offline_names": self.offline_names.data,
            "walk_ins": self.walk_ins.data,
        }


class GiftForm(Form):
    """One kind of gift."""

    name = StringField(
        _l("Gift"),
        [InputRequired(_l("Say what is given.")), Length(max=40, message=_l("At most 40 characters."))],
    )
    name_en = StringField(_l("In English"), [Length(max=60, message=_l("At most 60 characters."))])
    unit = StringField(_l("What one costs, in yuan"))
    stock = IntegerField(
        _l("How many are brought"),
        [
            InputRequired(_l("Enter a number from %(least)s to %(most)s.", least=0, most=MOST_STOCK)),
            NumberRange(
                0, MOST_STOCK, message=_l("Enter a number from %(least)s to %(most)s.", least=0, most=MOST_STOCK)
            ),
        ],
        render_kw={"inputmode": "numeric"},
    )

    @classmethod
    def of(cls, gift: Gift) -> GiftForm:
        """The form holding what the gift has."""
        data = {"name": gift.name, "name_en": gift.name_en, "unit": plain(gift.unit_fen), "stock": gift.stock}
        return cls(data=data)

    def validate_unit(self, field: StringField) -> None:
        try:
            self.fen = read_yuan(field.data) or 0
        except ValueError:
            raise ValidationError(_("Type an amount like 12800 or 12800.50.")) from None

    def values(self) -> dict[str, Any]:
        """What the rule takes."""
        return {
            "name": self.name.data,
            "name_en": self.name_en.data or "",
            "unit_fen": self.fen,
            "stock": self.stock.data,
        }


class DoorNoteForm(Form):
    """A word about one guest for whoever opens the door."""

    door_note = StringField(_l("For the door"), [Length(max=80, message=_l("At most 80 characters."))])
    greeted = BooleanField(_l("The branch manager greets this guest"))
