"""The form of a client: what one needs at once stands open, the rest in parts that open by themselves when used."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from clients import words
from clients.book import extra_fields, postal
from clients.book.birthdays import read_birthday
from clients.book.saving import readable_phone
from clients.lists import cells
from clients.lists.columns import LONGEST, Column
from clients.lists.words import COLUMNS
from clients.models import (
    BirthdaySource,
    CelebrateBy,
    Client,
    ClientType,
    ExtraField,
    FieldKind,
    Gender,
    Holding,
    LeapRule,
    NameOrder,
    PhotoConsent,
    RiskLevel,
    Tier,
    TitleKind,
)
from clients.page.forms import NOT_KNOWN, at_most, people, said_by
from clients.page.interests_field import InterestsField
from core.errors import DomainError
from core.forms import EditForm, enum_choices, enum_coerce, integer_or_none
from core.languages import pick_language
from staff.models import Staff


def _one_line(column: Column, kind: type[StringField] = StringField, **options: Any) -> Any:
    """A text field of one of a list's columns, refused for the same reasons as a cell of a list."""
    return kind(
        COLUMNS[column],
        [Optional(), said_by(lambda text: cells.plain(column, text))],
        render_kw={"maxlength": LONGEST[column]},
        **options,
    )


def _name(column: Column, **options: Any) -> StringField:
    """Part of a name: any letters and signs that somebody is called by, on one line."""
    most = LONGEST[column]

    def rule(text: str) -> str:
        if len(text) > most:
            raise DomainError("text_too_long", most=most, length=len(text))
        text = re.sub(r"\s+", " ", text)
        # 〇 and what no keyboard has are no letters to a computer, and yet somebody's given name.
        odd = not any(sign.isalpha() for sign in text) and not all(sign.isascii() or sign.isdigit() for sign in text)
        return text if odd else cells.name(text)

    return StringField(COLUMNS[column], [Optional(), said_by(rule)], render_kw={"maxlength": most}, **options)


def _line(label: Any, most: int, **options: Any) -> StringField:
    return StringField(label, [Optional(), at_most(most)], render_kw={"maxlength": most}, **options)


def _one_of(label: Any, kind: Any, labels: Any, blank: Any = None, **options: Any) -> SelectField:
    """A choice of one; without words for "none", the first is what is meant unless another is chosen."""
    coerce = kind if blank is None else enum_coerce(kind)
    if blank is None:
        options.setdefault("default", next(iter(labels)))
    return SelectField(label, coerce=coerce, choices=enum_choices(labels, blank=blank), **options)


def _several(label: Any, kind: Any, labels: Any, **options: Any) -> SelectMultipleField:
    choices = enum_choices(labels) if isinstance(kind, type) and kind is not str else [*labels.items()]
    return SelectMultipleField(
        label,
        coerce=kind,
        choices=choices,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        **options,
    )


PARTS: dict[str, tuple[str, ...]] = {
    "birthday": (
        "birthday", "lunar_month", "lunar_day", "lunar_leap", "lunar_eve", "celebrate_by", "leap_rule",
        "birthday_source",
    ),
    "writing": ("language", "name_en_order", "title", "title_kind", "salutation_override", "spoken", "large_type"),
    "post": ("postal_address", "postcode", "country", "wechat_note", "household"),
    "kind": ("client_type", "further_types", "number", "risk_level"),
    "likes": ("interests",),
    "holds": ("holdings",),
    "known": ("talk_topics", "do_not_mention", "qualified_investor", "official", "no_profiling", "photo_consent"),
}  # fmt: skip
"""Which fields stand in a part that can be closed."""
_USUAL = {"zh", "CN", CelebrateBy.SOLAR, LeapRule.LEAP_IF_EXISTS, NameOrder.GIVEN_FIRST, None, "", False}


class ClientForm(EditForm):
    """A client. Whoever may not name owners or read confidences gets a form without those fields."""

    surname = _name(Column.SURNAME, description=_l("Empty for names without one, such as Ayiguli Maimaiti."))
    given_name = _name(Column.GIVEN_NAME)
    name_en = _name(Column.NAME_EN)
    name_en_order = _one_of(_l("Order of the English name"), NameOrder, words.NAME_ORDERS)
    gender = _one_of(COLUMNS[Column.GENDER], Gender, words.GENDERS, NOT_KNOWN)
    title = _one_line(Column.TITLE, description=_l("As it is written in Chinese: professor, doctor, zong, chairman."))
    title_kind = _one_of(COLUMNS[Column.TITLE_KIND], TitleKind, words.TITLE_KINDS, _l("No title"))
    salutation_override = _one_line(
        Column.SALUTATION, description=_l("Letters begin with exactly these words, instead of the usual ones.")
    )
    language = SelectField(COLUMNS[Column.LANGUAGE], choices=[*words.LANGUAGES.items()], default="zh")
    large_type = BooleanField(_l("Letters in large type"))
    spoken = _several(_l("Languages spoken"), str, words.SPOKEN)
    birthday = StringField(
        _l("Birthday"),
        [Optional()],
        description=_l("1962-10-03, or 10-03 when the year is not known."),
        render_kw={"maxlength": 12, "inputmode": "text"},
    )
    lunar_month = SelectField(_l("Lunar month"), coerce=integer_or_none)
    lunar_day = SelectField(_l("Lunar day"), coerce=integer_or_none)
    lunar_leap = BooleanField(_l("In the leap month"))
    lunar_eve = BooleanField(_l("Born on the last day of the lunar year, the eve of Spring Festival"))
    celebrate_by = _one_of(_l("Which birthday is kept"), CelebrateBy, words.CELEBRATE_BY)
    leap_rule = _one_of(_l("Leap month: which is kept"), LeapRule, words.LEAP_RULES)
    birthday_source = _one_of(_l("How we know it"), BirthdaySource, words.BIRTHDAY_SOURCES, NOT_KNOWN)
    phone = TelField(COLUMNS[Column.PHONE], [Optional(), said_by(cells.phone)], render_kw={"inputmode": "tel"})
    email = EmailField(COLUMNS[Column.EMAIL], [Optional(), at_most(LONGEST[Column.EMAIL]), said_by(cells.email)])
    wechat_note = _line(_l("WeChat note"), 60, description=_l("Under which name the client stands in your WeChat."))
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
    household = StringField(
        _l("Household"),
        [Optional(), at_most(60), said_by(lambda text: cells.plain(Column.NAME, text))],
        description=_l("Clients with the same words here belong together: the Wangs of Binjiang Road."),
    )
    number = _one_line(Column.NUMBER, description=_l("The bank's own. Left empty, we make one."))
    tier = _one_of(COLUMNS[Column.TIER], Tier, words.TIERS)
    client_type = _one_of(
        COLUMNS[Column.TYPE],
        ClientType,
        words.TYPES,
        NOT_KNOWN,
        description=_l("Clients of one type are invited together."),
    )
    further_types = _several(_l("Further types"), ClientType, words.TYPES)
    risk_level = _one_of(_l("Risk level"), RiskLevel, words.RISK_LEVELS, _l("Not assessed"))
    rm_id = SelectField(
        COLUMNS[Column.RM], [DataRequired(_l("Choose who looks after this client."))], coerce=integer_or_none
    )
    interests = InterestsField(COLUMNS[Column.INTERESTS])
    holdings = _several(COLUMNS[Column.HOLDINGS], Holding, words.HOLDINGS)
    talk_topics = TextAreaField(COLUMNS[Column.TALK_TOPICS], [at_most(300)], render_kw={"maxlength": 300, "rows": 3})
    do_not_mention = TextAreaField(
        _l("Not to be mentioned"),
        [at_most(300)],
        description=_l("Seen by the relationship managers of this client and the branch manager only."),
        render_kw={"maxlength": 300, "rows": 2},
    )
    qualified_investor = BooleanField(
        _l("Qualified investor"), description=_l("May be invited when a private fund is spoken of.")
    )
    official = BooleanField(_l("Holds a public office"), description=_l("Gets no gifts and no costly meals."))
    no_profiling = BooleanField(
        _l("Wishes not to be chosen by traits"), description=_l("Is invited by hand only, never by a segment.")
    )
    photo_consent = _one_of(_l("Pictures at evenings"), PhotoConsent, words.PHOTO_CONSENTS, _l("Not asked yet"))

    def __init__(
        self, *, client: Client | None, owners: Sequence[Staff] | None, confidences: bool, today: date
    ) -> None:
        super().__init__(data=_present(client, self.extra) if client else None)
        self.today = today
        self.born: date | None = None
        self.country.choices = [*words.country_choices()]
        months = [(str(number), label) for number, label in enumerate(words.LUNAR_MONTHS, 1)]
        self.lunar_month.choices = [SelectChoice(value="", label=NOT_KNOWN), *_choices(months)]
        self.lunar_day.choices = [SelectChoice(value="", label=NOT_KNOWN), *_choices(words.lunar_day_choices())]
        if owners is not None:
            self.rm_id.choices = [SelectChoice(value="", label=_l("Please choose")), *people(owners)]
        else:
            del self.rm_id
        if not confidences:
            del self.do_not_mention
        self.watch(client)

    extra: Sequence[ExtraField] = ()
    """The branch's own fields; `form_for` makes the form with them."""

    def extra_items(self) -> list[Any]:
        return [self[f"extra_{field.id}"] for field in self.extra]

    def is_open(self, part: str) -> bool:
        """Whether a part has something to show: an error, or what was written there."""
        names = [field.name for field in self.extra_items()] if part == "extra" else PARTS[part]
        fields = [self[name] for name in names if name in self]
        return any(field.errors or (field.data and not _is_usual(field.data)) for field in fields)

    def validate_birthday(self, field: StringField) -> None:
        self.born = None
        if field.data:
            try:
                self.born, field.data = read_birthday(field.data, self.today)
            except DomainError as refusal:
                raise ValidationError(refusal.sentence) from None

    def validate_postal_address(self, field: TextAreaField) -> None:
        if not field.errors:  # else it stays as it was typed, with the refusal beside it
            field.data = postal.address(field.data or "")

    def validate_postcode(self, field: StringField) -> None:
        try:
            field.data = postal.postcode(field.data or "", self.country.data)
        except DomainError as refusal:
            raise ValidationError(refusal.sentence) from None

    def validate_title_kind(self, field: SelectField) -> None:
        if self.title.data and field.data is None:
            raise ValidationError(_l("Say how the title is used in the salutation."))

    def values(self) -> dict[str, Any]:
        """What `save_client` takes, but for owner and household."""
        left_out = {"csrf_token", "seen", "rm_id", "household", *(field.name for field in self.extra_items())}
        values = {name: value for name, value in self.data.items() if name not in left_out}
        extra = {
            field.id: extra_fields.read_value(field, item.data or "")
            for field, item in zip(self.extra, self.extra_items(), strict=True)
            if not _is_kept(item)
        }
        return values | {"birth_date": self.born, "extra": extra}


def _is_usual(data: Any) -> bool:
    return not isinstance(data, (list, dict)) and data in _USUAL


def _choices(pairs: Sequence[tuple[str, Any]]) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label) for value, label in pairs]


def _is_kept(item: Any) -> bool:
    """Whether the field shows what is stored, though the branch has taken that word from its choices since."""
    return isinstance(item, SelectField) and bool(item.data) and item.data == item.object_data


def form_for(branch_id: int, client: Client | None, **options: Any) -> ClientForm:
    """The form with the fields that the branch has added."""
    extra = extra_fields.fields_of(branch_id)
    fields: dict[str, Any] = {f"extra_{field.id}": _extra(field, client) for field in extra}
    kind = type("BranchClientForm", (ClientForm,), fields | {"extra": extra})
    return kind(client=client, **options)


def _extra(field: ExtraField, client: Client | None) -> Any:
    label = extra_fields.called(field, pick_language())
    if field.kind in (FieldKind.CHOICE, FieldKind.YES_NO):
        stored = extra_fields.value_of(client, field) if client else None
        if field.kind is FieldKind.YES_NO:
            choices = [("yes", words.YES_NO[True]), ("no", words.YES_NO[False])]
        else:
            known = [*field.choices, *([stored] if stored and stored not in field.choices else [])]
            choices = [(word, word) for word in known]
        return SelectField(label, choices=[("", NOT_KNOWN), *choices], default="")
    attributes: dict[str, Any] = {"maxlength": extra_fields.MOST_CHARACTERS}
    if field.kind is FieldKind.NUMBER:
        attributes["inputmode"] = "decimal"
    if field.kind is FieldKind.DATE:
        attributes["placeholder"] = "2027-04-10"
    rule: Callable[[str], Any] = lambda text: extra_fields.read_value(field, text)  # noqa: E731
    return StringField(label, [Optional(), said_by(rule)], render_kw=attributes)


def _present(client: Client, extra: Sequence[ExtraField]) -> dict[str, Any]:
    fields = {name: getattr(client, name) for name in ClientForm.__dict__ if hasattr(client, name)}
    stored = {field: extra_fields.value_of(client, field) for field in extra}
    return fields | {
        "phone": readable_phone(client.phone),
        "household": client.household.name if client.household else "",
        "interests": {row.interest: (row.source, row.confidence) for row in client.interests},
        "holdings": [row.holding for row in client.holdings],
        "further_types": list(client.further_types),
        "birthday": client.birth_date.isoformat() if client.birth_date else client.birthday,
        **{
            f"extra_{field.id}": {True: "yes", False: "no", None: ""}[value]
            if field.kind is FieldKind.YES_NO
            else ("" if value is None else str(value))
            for field, value in stored.items()
        },
    }
