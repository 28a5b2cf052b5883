"""What of two rows is chosen when they are put together: columns that only make sense together are one choice."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from clients.models import Client, PhotoConsent
from core.errors import DomainError

GROUPS: dict[str, tuple[str, ...]] = {
    "name": ("surname", "given_name"),
    "name_en": ("name_en", "name_en_order"),
    "gender": ("gender",),
    "title": ("title", "title_kind"),
    "salutation": ("salutation_override",),
    "language": ("language",),
    "number": ("number",),
    "phone": ("phone", "phone_tail"),
    "email": ("email",),
    "wechat_note": ("wechat_note",),
    "birthday": (
        "birth_date",
        "birthday",
        "lunar_month",
        "lunar_day",
        "lunar_leap",
        "lunar_eve",
        "celebrate_by",
        "leap_rule",
        "birthday_source",
    ),
    "household": ("household_id",),
    "district": ("district",),
    "address": (
        "postal_address",
        "postcode",
        "country",
        "address_kind",
        "address_from",
        "address_until",
        "address_returned_on",
    ),
    "tier": ("tier", "tier_since", "watch_since"),
    "client_type": ("client_type",),
    "owner": ("rm_id", "branch_id"),
    "risk_level": ("risk_level",),
    "qualified_investor": ("qualified_investor",),
    "talk_topics": ("talk_topics",),
    "photo_consent": ("photo_consent",),
}
"""The name of each choice and the columns that it decides."""
PROTECTING = ("official", "no_profiling", "large_type")
"""What either of the rows says of these, the one that stays says: they are there for the client's sake."""
UNITED = ("spoken", "extra", "further_type_bits", "do_not_mention")
MOST_NOT_MENTIONED = 300
LEFT_ALONE = (
    "id",
    "merged_into_id",
    "created_at",
    # These follow from the columns above or from the rows of the history.
    "sort_key",
    "holdings_count",
    "holding_bits",
    "interest_bits",
    "last_contact_on",
    "last_invited_on",
    "attended_on_1",
    "attended_on_2",
    "attended_on_3",
    "attended_on_4",
    "times_invited",
    "times_attended",
    "times_absent",
    "declines_in_row",
)
_STRICTEST = (PhotoConsent.NONE, PhotoConsent.OWN, PhotoConsent.INTERNAL, PhotoConsent.PUBLIC)


class Side(enum.Enum):
    """Whose value stays: that of the row that is kept, or of the one that goes."""

    KEPT = "kept"
    GONE = "gone"


@dataclass(frozen=True)
class Difference:
    """A choice to be made, with what is chosen unless somebody says otherwise."""

    group: str
    preset: Side


def differences(kept: Client, gone: Client) -> list[Difference]:
    """The groups in which the two rows differ."""
    return [
        Difference(group, _preset(group, kept, gone))
        for group, columns in GROUPS.items()
        if any(getattr(kept, column) != getattr(gone, column) for column in columns)
    ]


def _preset(group: str, kept: Client, gone: Client) -> Side:
    """The fuller value; of the number the bank's own, of what was agreed to the less, and else that of the kept one."""
    if group == "number":
        return Side.GONE if _made(kept) and not _made(gone) else Side.KEPT
    if group == "photo_consent" and kept.photo_consent and gone.photo_consent:
        stricter = _STRICTEST.index(gone.photo_consent) < _STRICTEST.index(kept.photo_consent)
        return Side.GONE if stricter else Side.KEPT
    if group in ("owner", "tier", "language", "qualified_investor"):
        return Side.KEPT
    return Side.GONE if _fullness(group, gone) > _fullness(group, kept) else Side.KEPT


def _made(client: Client) -> bool:
    """Whether the number is only ours, made because the bank's was not known."""
    return client.number.startswith(f"Y{client.branch_id:03d}")


def _fullness(group: str, client: Client) -> tuple[int, int]:
    values = [getattr(client, column) for column in GROUPS[group]]
    told = [value for value in values if value not in (None, "", False)]
    return len(told), sum(len(value) for value in told if isinstance(value, str))


def united(kept: Client, gone: Client) -> dict[str, Any]:
    """The columns that hold what both rows say; of two different words for one extra field, the kept row's."""
    values: dict[str, Any] = {column: getattr(kept, column) or getattr(gone, column) for column in PROTECTING}
    values["spoken"] = [*dict.fromkeys([*kept.spoken, *gone.spoken])]
    values["extra"] = {**gone.extra, **{key: value for key, value in kept.extra.items() if value not in (None, "")}}
    values["further_type_bits"] = kept.further_type_bits | gone.further_type_bits
    values["do_not_mention"] = _all_not_mentioned(kept.do_not_mention, gone.do_not_mention)
    return values


def _all_not_mentioned(one: str, other: str) -> str:
    """Both lines, since neither may slip out; the longer when there is no room for both."""
    if other in one or one in other:
        return max(one, other, key=len)
    both = f"{one}；{other}"
    return both if len(both) <= MOST_NOT_MENTIONED else max(one, other, key=len)


def chosen(kept: Client, gone: Client, choices: Mapping[str, Side]) -> dict[str, Any]:
    """Every column that changes on the kept row, by what was chosen, else by the preset; `number` among them.

    Raises DomainError("merge_choice") for a choice that is none of these.
    """
    if choices.keys() - GROUPS.keys():
        raise DomainError("merge_choice")
    values = united(kept, gone)
    for difference in differences(kept, gone):
        side = choices.get(difference.group, difference.preset)
        if side is Side.GONE:
            values |= {column: getattr(gone, column) for column in GROUPS[difference.group]}
    return {column: value for column, value in values.items() if value != getattr(kept, column)}


def stored(value: Any) -> Any:
    """A column's value as JSON keeps it."""
    if isinstance(value, enum.Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def restored(column: str, value: Any) -> Any:
    """What `stored` kept, in the column's own type."""
    kind = sa.inspect(Client).columns[column].type
    if value is None:
        return None
    if isinstance(kind, sa.Enum) and kind.enum_class is not None:
        return kind.enum_class(value)
    return date.fromisoformat(value) if isinstance(kind, sa.Date) else value
