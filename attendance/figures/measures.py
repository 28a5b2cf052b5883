"""The figures of an evening, each with what is divided by what (domain practice, measures). No database is asked.

A figure is a `Share`: its numerator and denominator are shown with it, and nothing is divided by nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import timedelta

from attendance.feedback.marks import Tally

FOLLOW_UP_WITHIN = timedelta(hours=48)
ATTENDANCE_TARGET, FOLLOW_UP_TARGET, NPS_TARGET, RESPONSE_TARGET = 85, 90, 40, 40
"""What a good evening reaches, in percent (domain practice, benchmarks to seed; response: at least 40 %)."""


@dataclass(frozen=True)
class Share:
    """`part` of `whole`; what the whole is, the figure's own function says."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """Rounded half up; none when there is nothing to divide by."""
        return (200 * self.part + self.whole) // (2 * self.whole) if self.whole else None

    def reaches(self, target: int) -> bool | None:
        """Whether the exact share is at least `target` in a hundred; none when there is nothing to divide by."""
        return 100 * self.part >= target * self.whole if self.whole else None


@dataclass(frozen=True)
class Facts:
    """What was counted of one evening, of some of its guests, or of many evenings: facts add up.

    Counted in letters, except where heads or clients are named: a letter may invite a couple.
    """

    invited: int = 0  # letters that stand
    delivered: int = 0  # that reached their reader: somebody said so, or an answer came
    replied: int = 0  # that were answered in any way, before the deadline or after
    accepted: int = 0  # whose last answer was a yes, the client's own or for somebody in their place
    declined: int = 0  # declined, or cancelled after a yes
    waitlisted: int = 0
    attended: int = 0  # letters of which the client, or another client whom they invite, came
    expected_came: int = 0  # of these, those that had accepted
    represented: int = 0  # somebody came in the client's place, and none of the invited
    only_companions: int = 0  # those who were brought along came, the invited did not
    no_shows: int = 0  # accepted, nobody came, and we were not told
    excused: int = 0  # accepted, nobody came, and told us in time
    heads: int = 0  # who came by a letter
    companions: int = 0  # heads of these who were brought along
    walk_ins: int = 0  # heads without a letter
    leads: int = 0  # walk-ins who may be told of further events
    clients: int = 0  # in person
    first_timers: int = 0  # clients for whom it was the first evening
    regulars: int = 0  # clients who had come to four or more within the year before
    followed: int = 0  # clients whom somebody spoke with or wrote to within 48 hours
    quota: int = 0  # places that relationship managers were given
    quota_accepted: int = 0  # letters of their clients that accepted
    planned: int = 0  # fen
    spent: int = 0  # fen
    bills: int = 0  # lines of the budget of which is known what was spent
    events: int = 0

    def __add__(self, other: Facts) -> Facts:
        return Facts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Facts)))

    @property
    def all_heads(self) -> int:
        """Everybody who was a guest in the room."""
        return self.heads + self.walk_ins

    @property
    def silent(self) -> int:
        return self.invited - self.replied

    @property
    def parties(self) -> int:
        """Letters by which anybody came."""
        return self.attended + self.represented + self.only_companions


def summed(found: Sequence[Facts]) -> Facts:
    """All of them together."""
    return sum(found, Facts())


def reply_rate(facts: Facts) -> Share:
    """Answered of delivered (domain practice: reply rate = replied / delivered)."""
    return Share(facts.replied, facts.delivered)


def accept_rate(facts: Facts) -> Share:
    """Accepted of delivered (accept = accepted / delivered)."""
    return Share(facts.accepted, facts.delivered)


def attendance(facts: Facts) -> Share:
    """Letters whose client came, of those accepted (attendance = arrived invitees / accepted).

    Whoever comes without having accepted counts above the line, as the definition has it: it can exceed a hundred.
    """
    return Share(facts.attended, facts.accepted)


def show_of_invited(facts: Facts) -> Share:
    """Letters whose client came, of those delivered (show of invited = arrived / delivered)."""
    return Share(facts.attended, facts.delivered)


def companions_ratio(facts: Facts) -> Share:
    """Heads brought along, for each letter whose client came (companions ratio)."""
    return Share(facts.companions, facts.attended)


def first_timer_share(facts: Facts) -> Share:
    """Clients at their first evening, of the clients who came (first-timer share)."""
    return Share(facts.first_timers, facts.clients)


def regulars_share(facts: Facts) -> Share:
    """Clients with four evenings or more in the year before, of the clients who came (常客 share)."""
    return Share(facts.regulars, facts.clients)


def rm_fill(facts: Facts) -> Share:
    """Acceptances of the places that relationship managers were given (RM fill = accepted / quota)."""
    return Share(facts.quota_accepted, facts.quota)


def representation(facts: Facts) -> Share:
    """Letters for which somebody came in the client's place, of letters by which anybody came."""
    return Share(facts.represented, facts.parties)


def walk_in_share(facts: Facts) -> Share:
    """Heads without a letter, of all heads."""
    return Share(facts.walk_ins, facts.all_heads)


def follow_up_rate(facts: Facts) -> Share:
    """Clients with a two-way contact or a personal letter within 48 hours, of the clients who came (48 h rate)."""
    return Share(facts.followed, facts.clients)


def response_rate(facts: Facts, tally: Tally) -> Share:
    """Feedback of the heads who came (response; a couple may send two)."""
    return Share(tally.number, facts.all_heads)


def cost_a_head(facts: Facts) -> int | None:
    """Fen spent for each head in the room (cost per attendee = actual cost / attending heads); none without bills."""
    return _each(facts.spent, facts.all_heads) if facts.bills else None


def cost_an_invitee(facts: Facts) -> int | None:
    """Fen spent for each client who came, companions not counted (per invitee head)."""
    return _each(facts.spent, facts.clients) if facts.bills else None


def _each(fen: int, heads: int) -> int | None:
    return (2 * fen + heads) // (2 * heads) if heads else None
