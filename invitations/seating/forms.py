"""The forms of the seating plan."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import Form
from invitations.seating.plan import Plan
from invitations.seating.sitters import Sitter

ANEW, REST = "anew", "rest"


class ProposalForm(Form):
    """Who of us sits with the guests, and whether everybody is placed anew."""

    how = RadioField(
        _l("Who is seated"),
        choices=[(REST, _l("Only those without a chair")), (ANEW, _l("Everybody anew, but for locked chairs"))],
    )
    hosts = SelectMultipleField(
        _l("Colleagues at the tables"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l(
            "First one at each table, then wherever there is room; the first of them faces the door at the main table."
        ),
    )

    def __init__(self, plan: Plan) -> None:
        ours = [person for person in plan.people.values() if person.host]
        usual = sorted({key for key in plan.seats if plan.people[key].host} or plan.usual_hosts)
        seated = any(not plan.people[key].host for key in plan.seats)
        super().__init__(data={"how": REST if seated else ANEW, "hosts": usual})
        self.hosts.choices = _choices(ours)


def _choices(people: Sequence[Sitter]) -> list[SelectChoice]:
    return [SelectChoice(value=person.key, label=person.name) for person in people]


class WishForm(Form):
    """Where a guest had better sit: the place, not the reason."""

    who = HiddenField()
    front = BooleanField(_l("Near the front"))
    aisle = BooleanField(_l("At the aisle, with room beside the chair"))
