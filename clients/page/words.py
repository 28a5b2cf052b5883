"""The words of the client's page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from clients.duplicates.words import TOLD
from clients.models import EntryKind, EntryPurpose, HistoryEntry
from clients.page.changes import tiers_of
from clients.page.timeline import Group
from core.errors import say

GROUPS = {
    Group.CONTACTS: _l("Contacts"),
    Group.INVITATIONS: _l("Invitations and answers"),
    Group.EVENINGS: _l("Evenings"),
    Group.LETTERS: _l("Letters"),
    Group.CHANGES: _l("Consents and changes"),
}

ENTRY_PURPOSES = {
    EntryPurpose.RELATIONSHIP: _l("Keeping in touch"),
    EntryPurpose.PRODUCT: _l("A product"),
    EntryPurpose.EVENT: _l("An event"),
    EntryPurpose.CARE: _l("Care"),
    EntryPurpose.COMPLAINT: _l("A complaint"),
}


def said_text(entry: HistoryEntry) -> str:
    """What an entry tells; of a merge the history holds a code, and of a tier two, which its title says in words."""
    if tiers_of(entry) is not None:
        return ""
    return str(TOLD.get(entry.text, entry.text)) if entry.kind is EntryKind.MERGED else entry.text


say({"no_next_step": _l("This entry names no next step.")})
