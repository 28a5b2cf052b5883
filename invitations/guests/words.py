"""The words of nominations, waves, the list's versions, and letters to two."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.errors import say
from invitations.models import NominationState, Wave
from staff.words import call_rows

WAVES = {Wave.A: _l("Wave A"), Wave.B: _l("Wave B"), Wave.C: _l("Wave C")}

WAVE_MEANINGS = {
    Wave.A: _l("must be asked: these letters leave first"),
    Wave.B: _l("of the same type: asked when a seat stays free"),
    Wave.C: _l("in reserve: asked last"),
}

NOMINATIONS = {
    NominationState.PROPOSED: _l("Proposed"),
    NominationState.ACCEPTED: _l("Accepted"),
    NominationState.REJECTED: _l("Not this time"),
    NominationState.WITHDRAWN: _l("Withdrawn"),
}

LINE_PARTS = {
    "name": _l("the name"),
    "salutation": _l("the form of address"),
    "wave": _l("the wave"),
    "rm": _l("the relationship manager"),
}

call_rows(
    {
        "event_quota": _l("places of a relationship manager"),
        "nomination": _l("nomination"),
        "wave_release": _l("release of a wave"),
        "guest_list_version": _l("version of a guest list"),
        "joint_guest": _l("guest of a joint letter"),
        "theme_refusal": _l("theme refused by a client"),
        "next_first": _l("promise to ask somebody first"),
    }
)

say(
    {
        "quota_full": _l("All places are given out; %(free)s are free. Ask the organiser for more."),
        "quota_number": _l("Between 0 and %(most)s places, please."),
        "quota_day": _l("Choose a day from tomorrow to the day of the event."),
        "quota_nobody": _l("This person is no relationship manager of the branch any more."),
        "nomination_reason": _l("Write down in a line why this client should be asked."),
        "nomination_invited": _l("This client is invited already, or was and the invitation was taken back."),
        "nomination_decided": _l("The organiser has decided about this nomination already."),
        "nomination_note": _l("Write down in a few words why not, for the manager to read."),
        "nomination_none": _l("Nobody is ticked who is still to be decided."),
        "theme_refused": _l("This client wishes no more invitations to evenings of this theme."),
        "joint_apart": _l("These two no longer live together or want letters of their own."),
        "joint_not": _l("This letter asks one guest only."),
        "wave_unknown": _l("The first wave needs no release; its letters leave when they are ready."),
        "wave_empty": _l("Nobody is in this wave."),
        "wave_out_of_order": _l("Release wave B first."),
        "wave_nothing_left": _l("The first letters have not been handed over yet."),
        "wave_too_soon": _l("The letters before these left less than %(days)s days ago; let their readers answer."),
        "wave_no_seats": _l(
            "No seat is left for a further wave: %(free)s are free, %(waiting)s guests wait for one, and about "
            "%(awaited)s will still be taken by those who have a letter."
        ),
        "wave_late": _l(
            "Less than %(days)s days are left: a card that comes so late tells its reader that somebody else was asked "
            "first. Let the managers call before the letter goes."
        ),
        "wave_not_movable": _l("These letters are ordered or printed already; their wave can't change."),
        "list_empty": _l("Nobody is on the guest list yet."),
        "list_unchanged": _l("Nothing has changed since version %(number)s."),
        "list_version_old": _l("There is a newer version; read that one."),
        "list_same_reader": _l("You have read this version already. The second reader must be somebody else."),
        "names_unchecked": _l(
            "Two people have to read the names first: freeze the guest list, and let both mark that they have read it."
        ),
    }
)
