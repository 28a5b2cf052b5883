"""The statements of the quick way, written out: what an object mapper would make of them costs more than they do."""
# ruff: noqa: S608 -- put together from constants of this file alone; values are bound

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from core.db import UtcDateTime

_READ = """
SELECT s.created_at AS began, s.lasts_until, st.id AS staff_id, st.branch_id AS staff_branch_id, st.is_device,
  st.language, st.name AS staff_name,
  d.event_id AS device_event_id, d.expires_at AS device_expires_at, d.gate AS device_gate,
  e.id AS event_id, e.branch_id, e.status, e.starts_at, e.ends_at, ds.gates,
  i.id AS invitation_id, i.event_id AS invited_to, i.reply, i.revoked_at, i.door_note, i.greeted,
  i.delegate_name, i.delegate_agreed_at, i.client_id,
  c.surname, c.given_name, c.name_en, c.name_en_order, c.gender, c.title, c.title_kind,
  c.salutation_override, rm.name AS rm_name, rm.name_en AS rm_name_en,
  p.invitation_id AS present,
  {roles} AS roles, {members} AS members, {joint} AS joint, {tables} AS tables
FROM staff_session s
JOIN staff st ON st.id = s.staff_id AND st.active AND st.fs_uniquifier = :uniquifier
JOIN event e ON e.id = :event_id
JOIN invitation i ON {by_code}
JOIN client c ON c.id = i.client_id
JOIN staff rm ON rm.id = c.rm_id
LEFT JOIN presence p ON p.invitation_id = i.id
LEFT JOIN door_setting ds ON ds.event_id = e.id
LEFT JOIN door_device d ON d.staff_id = st.id AND d.revoked_at IS NULL
WHERE s.secret_hash = :secret_hash AND s.ended_at IS NULL
"""
_BY_CODE = (
    "i.id = COALESCE((SELECT id FROM invitation WHERE token_hash = :token_hash),"
    " (SELECT id FROM invitation WHERE code_hash = :code_hash))"
)
_LISTS = {
    "roles": ("r.name", "staff_role_link l JOIN staff_role r ON r.id = l.role_id WHERE l.staff_id = st.id"),
    "members": (
        "{array}(m.kind, m.place, m.name, m.client_id)",
        "party_member m WHERE m.invitation_id = i.id",
    ),
    "joint": ("j.client_id", "joint_guest j WHERE j.invitation_id = i.id"),
    "tables": (
        "{array}(t.number, t.name, t.shape, sp.member)",
        "seat_place sp JOIN event_table t ON t.id = sp.table_id"
        " WHERE sp.invitation_id = i.id AND sp.event_id = e.id AND sp.chair <= t.seats",
    ),
}
_TYPES: dict[str, Any] = {
    **dict.fromkeys(
        ("began", "lasts_until", "device_expires_at", "starts_at", "ends_at", "revoked_at", "delegate_agreed_at"),
        UtcDateTime,
    ),
    **dict.fromkeys(("gates", *_LISTS), sa.JSON),
}


def _read(gather: str, array: str) -> sa.TextualSelect:
    lists = {
        name: f"(SELECT COALESCE({gather}({what.format(array=array)}), '[]') FROM {where})"
        for name, (what, where) in _LISTS.items()
    }
    names = [
        part.rsplit(" ", 1)[-1].rsplit(".", 1)[-1]
        for part in _READ[: _READ.index("{roles}")].removeprefix("\nSELECT").split(",")
        if part.strip()
    ]
    columns = [sa.column(name, _TYPES.get(name, sa.types.NullType())) for name in (*names, *_LISTS)]
    text = sa.text(_READ.format(**lists, by_code=_BY_CODE))
    typed = [sa.bindparam(name, type_=sa.String) for name in ("uniquifier", "secret_hash", "token_hash", "code_hash")]
    return text.bindparams(*typed, sa.bindparam("event_id", type_=sa.Integer)).columns(*columns)


READ = {
    "sqlite": _read("json_group_array", "json_array"),
    "postgresql": _read("json_agg", "json_build_array"),
}
"""Everything that a scan depends on, by the name of the database: session, staff, event, guest, party, table."""

_BINDS = [
    sa.bindparam("at", type_=UtcDateTime),
    sa.bindparam("persons", type_=sa.JSON),
    *(sa.bindparam(name, type_=sa.Integer) for name in ("invitation_id", "event_id", "staff_id", "heads")),
    *(sa.bindparam(name, type_=sa.String) for name in ("reply", "scan_id", "method", "verdict", "gate", "request_id")),
]


def _bound(sql: str) -> sa.TextClause:
    return sa.text(sql).bindparams(*(bind for bind in _BINDS if f":{bind.key}" in sql))


_SCAN = (
    "scan_id, event_id, invitation_id, at, happened_at, staff_id, method, verdict, act, persons, gate, offline, forced,"
    " reason"
)
_SCAN_VALUES = (
    ":scan_id, :event_id, :invitation_id, :at, :at, :staff_id, :method, :verdict, 'enter', :persons, :gate, FALSE,"
    " FALSE, ''"
)
_PRESENCE = "invitation_id, event_id, scan_id, at, came, inside, heads, heads_inside, gifts, conflicts, version"
_OPEN = "SELECT id FROM event WHERE id = :event_id AND status = 'inviting'"
_VALID = "SELECT 1 FROM invitation WHERE id = :invitation_id AND revoked_at IS NULL AND reply = :reply"
_NOTE = "INSERT INTO audit_entry (at, staff_id, action, subject, subject_id, details, request_id)"

# FOR SHARE: whoever closes the evening waits for the doors, and they for it. Where somebody of the party is in already
# nothing is returned, so nothing else is written; a scan_id that stands already breaks the whole statement.
WRITE = _bound(f"""
WITH held AS ({_OPEN} FOR SHARE),
  number AS (SELECT nextval(pg_get_serial_sequence('scan', 'id')) AS id FROM held WHERE EXISTS ({_VALID})),
  entered AS (
    INSERT INTO presence ({_PRESENCE})
    SELECT :invitation_id, :event_id, number.id, :at, :persons, :persons, :heads, :heads, '[]', 0, 1 FROM number
    ON CONFLICT (invitation_id) DO NOTHING RETURNING scan_id),
  written AS (
    INSERT INTO scan (id, {_SCAN}) SELECT entered.scan_id, {_SCAN_VALUES} FROM entered RETURNING id)
{_NOTE} SELECT :at, :staff_id, 'add', 'scan', written.id, '{{}}', :request_id FROM written RETURNING subject_id
""")

INSERT_SCAN = _bound(
    f"INSERT INTO scan ({_SCAN}) SELECT {_SCAN_VALUES} WHERE EXISTS ({_OPEN}) AND EXISTS ({_VALID}) RETURNING id"
)
INSERT_PRESENCE = _bound(
    f"INSERT INTO presence ({_PRESENCE})"
    " VALUES (:invitation_id, :event_id, :scan, :at, :persons, :persons, :heads, :heads, '[]', 0, 1)"
    " ON CONFLICT (invitation_id) DO NOTHING RETURNING invitation_id"
)
NOTE = _bound(f"{_NOTE} VALUES (:at, :staff_id, 'add', 'scan', :scan, '{{}}', :request_id)")
