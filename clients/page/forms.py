"""Forms of this room: a client, a quick entry of the history, a hold, a stand-in, a list to bring in, an export."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    EmailField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from clients.book import postal
from clients.book.saving import readable_phone
from clients.lists import cells
from clients.lists.columns import LONGEST, Column
from clients.lists.words import COLUMNS
from clients.models import (
    CONTACT_KINDS,
    Client,
    ClientType,
    EntryKind,
    Gender,
    Holding,
    HoldKind,
    Interest,
    Tier,
    TitleKind,
)
from clients.words import (
    ENTRIES,
    GENDERS,
    HOLDINGS,
    HOLDS,
    INTERESTS,
    LANGUAGES,
    TIERS,
    TITLE_KINDS,
    TYPES,
    country_choices,
)
from core.errors import DomainError
from core.forms import EditForm, Form, enum_choices, enum_coerce, integer_or_none
from staff.models import Staff

NOT_KNOWN = _l("Not known")


def at_most(most: int) -> Length:
    return Length(max=most, message=_l("At most %(max)d characters."))


def said_by(rule: Callable[[str], Any]) -> Callable[[Any, Any], None]:
    """A validator that asks one of our rules and says its refusal at the field."""

    def validate(_form: Any, field: Any) -> None:
        if not field.data:
            return
        try:
            rule(field.data)
        except DomainError as refusal:
            raise ValidationError(refusal.sentence) from None

    return validate


def _one_line(column: Column, kind: type[StringField] = StringField, **options: Any) -> Any:
    """A text field of one of a list's columns, refused for the same reasons as a cell of a list."""

    def rule(text: str) -> str:
        words = cells.plain(column, text)
        return cells.name(words) if column in _NAMES else words

    return kind(COLUMNS[column], [Optional(), said_by(rule)], render_kw={"maxlength": LONGEST[column]}, **options)


_NAMES = (Column.SURNAME, Column.GIVEN_NAME, Column.NAME_EN)


def _choices_of(column: Column, kind: Any, labels: Mapping[Any, Any]) -> SelectMultipleField:
    return SelectMultipleField(
        COLUMNS[column],
        coerce=kind,
        choices=enum_choices(labels),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


def people(staff: Sequence[Staff]) -> list[SelectChoice]:
    return [SelectChoice(value=person.id, label=person.name) for person in staff]


class ClientForm(EditForm):
    """A client. Whoever may not name owners or read confidences gets a form without those fields."""

    surname = _one_line(Column.SURNAME, description=_l("Empty for names without one, such as Ayiguli Maimaiti."))
    given_name = _one_line(Column.GIVEN_NAME)
    name_en = _one_line(Column.NAME_EN)
    gender = SelectField(
        COLUMNS[Column.GENDER],
        coerce=enum_coerce(Gender),
        choices=enum_choices(GENDERS, blank=NOT_KNOWN),
    )
    title = _one_line(Column.TITLE, description=_l("As it is written in Chinese: professor, doctor, zong, chairman."))
    title_kind = SelectField(
        COLUMNS[Column.TITLE_KIND],
        coerce=enum_coerce(TitleKind),
        choices=enum_choices(TITLE_KINDS, blank=_l("No title")),
    )
    salutation_override = _one_line(
        Column.SALUTATION, description=_l("Letters begin with exactly these words, instead of the usual ones.")
    )
    language = SelectField(COLUMNS[Column.LANGUAGE], choices=[*LANGUAGES.items()])
    phone = TelField(COLUMNS[Column.PHONE], [Optional(), said_by(cells.phone)], render_kw={"inputmode": "tel"})
    email = EmailField(COLUMNS[Column.EMAIL], [Optional(), at_most(LONGEST[Column.EMAIL]), said_by(cells.email)])
    district = _one_line(Column.DISTRICT, description=_l("Where the client lives, to tell people of one name apart."))
    postal_address = TextAreaField(
        COLUMNS[Column.ADDRESS],
        [Optional(), said_by(postal.address)],
        default="",
        description=_l("As on the envelope, without name and postcode. Abroad: line by line, the town last."),
        render_kw={"rows": 3, "maxlength": postal.MOST_CHARACTERS},
    )
    postcode = _one_line(Column.POSTCODE, default="")
    country = SelectField(COLUMNS[Column.COUNTRY], default=postal.HOME)
    birth_date = DateField(COLUMNS[Column.BIRTH_DATE], [Optional()])
    household = StringField(
        _l("Household"),
        [Optional(), at_most(60), said_by(lambda text: cells.plain(Column.NAME, text))],
        description=_l("Clients with the same words here belong together: the Wangs of Binjiang Road."),
    )
    number = _one_line(Column.NUMBER, description=_l("The bank's own. Left empty, we make one."))
    tier = SelectField(COLUMNS[Column.TIER], coerce=Tier, choices=enum_choices(TIERS))
    client_type = SelectField(
        COLUMNS[Column.TYPE],
        coerce=enum_coerce(ClientType),
        choices=enum_choices(TYPES, blank=NOT_KNOWN),
        description=_l("Clients of one type are invited together."),
    )
    rm_id = SelectField(
        COLUMNS[Column.RM], [DataRequired(_l("Choose who looks after this client."))], coerce=integer_or_none
    )
    interests = _choices_of(Column.INTERESTS, Interest, INTERESTS)
    holdings = _choices_of(Column.HOLDINGS, Holding, HOLDINGS)
    talk_topics = TextAreaField(COLUMNS[Column.TALK_TOPICS], [at_most(300)], render_kw={"maxlength": 300, "rows": 3})
    do_not_mention = TextAreaField(
        _l("Not to be mentioned"),
        [at_most(300)],
        description=_l("Seen by the relationship managers of this client and the branch manager only."),
        render_kw={"maxlength": 300, "rows": 2},
    )

    def __init__(
        self, *, client: Client | None, owners: Sequence[Staff] | None, confidences: bool, today: date
    ) -> None:
        super().__init__(data=_present(client) if client else None)
        self.today = today
        self.country.choices = [*country_choices()]
        if owners is not None:
            self.rm_id.choices = [SelectChoice(value="", label=_l("Please choose")), *people(owners)]
        else:
            del self.rm_id
        if not confidences:
            del self.do_not_mention
        self.watch(client)

    def validate_birth_date(self, field: DateField) -> None:
        if field.data is None:
            return
        try:
            cells.birth_date(field.data.isoformat(), self.today)
        except DomainError as refusal:
            raise ValidationError(refusal.sentence) from None

    def validate_postal_address(self, field: TextAreaField) -> None:
        field.data = postal.address(field.data or "")

    def validate_postcode(self, field: StringField) -> None:
        try:
            field.data = postal.postcode(field.data or "", self.country.data)
        except DomainError as refusal:
            raise ValidationError(refusal.sentence) from None

    def validate_title_kind(self, field: SelectField) -> None:
        if self.title.data and field.data is None:
            raise ValidationError(_l("Say how the title is used in the salutation."))


def _present(client: Client) -> dict[str, Any]:
    fields = {name: getattr(client, name) for name in ClientForm.__dict__ if hasattr(client, name)}
    return fields | {
        "phone": readable_phone(client.phone),
        "household": client.household.name if client.household else "",
        "interests": [row.interest for row in client.interests],
        "holdings": [row.holding for row in client.holdings],
    }


class EntryForm(Form):
    """What was just talked about, written down between two doors."""

    kind = RadioField(
        _l("What it was"),
        [InputRequired(_l("Choose what it was."))],
        coerce=EntryKind,
        choices=enum_choices({kind: ENTRIES[kind] for kind in CONTACT_KINDS}),
        default=EntryKind.CALL,
    )
    text = TextAreaField(
        _l("In a few words"),
        [DataRequired(_l("Write a few words: what was said or promised.")), at_most(2000)],
        render_kw={"rows": 3, "maxlength": 2000},
    )


class HoldForm(Form):
    kind = SelectField(_l("Reason"), coerce=HoldKind, choices=enum_choices(HOLDS))
    since = DateField(_l("First day"), [InputRequired(_l("Choose the first day."))])
    until = DateField(_l("Last day"), [Optional()], description=_l("Left empty, it lasts until somebody lifts it."))


class DelegateForm(Form):
    staff_id = SelectField(
        _l("Colleague"), [InputRequired(_l("Choose a colleague."))], coerce=integer_or_none, validate_choice=True
    )


class ImportForm(Form):
    file = FileField(
        _l("List of clients"),
        [FileRequired(_l("Choose a file."))],
        description=_l("CSV, XLSX or XLS with one client a row; the first row names the columns."),
    )
    rm_id = SelectField(
        _l("Who gets new clients whose row names nobody"),
        coerce=integer_or_none,
        description=_l("A column with the relationship manager's name or sign-in name counts more."),
    )

    def __init__(self, *, owners: Sequence[Staff] | None, **options: Any) -> None:
        super().__init__(**options)
        if owners is not None:
            self.rm_id.choices = [SelectChoice(value="", label=_l("Nobody: such rows are left out")), *people(owners)]
        else:
            del self.rm_id


class ExportForm(Form):
    format = RadioField(
        _l("Kind of file"),
        [InputRequired(_l("Choose a kind of file."))],
        choices=[("xlsx", _l("Excel (XLSX)")), ("csv", _l("Text (CSV)"))],
        default="xlsx",
    )
    reason = StringField(
        _l("What for"),
        [
            DataRequired(_l("Write what the list is for.")),
            Length(min=4, max=200, message=_l("Write between 4 and 200 characters.")),
        ],
        description=_l("It is kept in the audit log with your name and the time."),
    )
