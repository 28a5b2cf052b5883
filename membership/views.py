"""Pages of the club: the roster, a member, who could be asked, and what is due for review."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from clients.models import Client
from core.db import db, now
from core.languages import pick_language
from core.zone import home_day
from membership import words
from membership.attending import attended_in_term
from membership.benefits import offers_of, taken_back, uses_of
from membership.entry import rank_for, suggestions
from membership.family import possible_family
from membership.forms import FamilyForm, UseForm, offered_day
from membership.levels import club_of, levels_of, open_club
from membership.models import MEMBERS, ClubLevel, Membership, MembershipMove
from membership.moves import AT_REVIEW, family_of, is_due, membership_of, moves_for, protected_until
from membership.orders import seen_members
from membership.roster import PER_PAGE, figures, filters_from, owners_of, reviews, roster
from membership.steps import steps_of
from membership.terms import term_on
from staff.access import requires
from staff.audit import record_view
from staff.models import Role, Staff
from staff.scope import load

blueprint = Blueprint("club", __name__, url_prefix="/club")
Answer = str | tuple[str, int] | Response
PEOPLE = (Role.RM, Role.ORGANISER, Role.MANAGER, Role.ADMIN)


@blueprint.get("")
@requires(*PEOPLE)
def index() -> str:
    """The roster, searched and filtered."""
    today = home_day(now())
    club, filters = club_of(current_user.branch_id), filters_from(request.args)
    page = db.paginate(roster(current_user, filters, today), per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    return render_template(
        "membership/index.html",
        club=club,
        page=page,
        filters=filters,
        summary=figures(current_user, today),
        levels=levels_of(current_user.branch_id, retired=True),
        owners=owners_of(current_user) if current_user.may(*PEOPLE[1:]) else [],
        words=words,
        today=today,
    )


@blueprint.post("/open")
@requires(*PEOPLE)
def begin() -> Response:
    """Make the branch's club, with the usual levels."""
    open_club(current_user.branch_id)
    db.session.commit()
    flash(_("The club is open. Name its first members."), "good")
    return redirect(url_for("club.suggested"))


@blueprint.get("/suggestions")
@requires(*PEOPLE)
def suggested() -> str:
    """Clients who qualify; naming one is a person's decision."""
    today = home_day(now())
    own = current_user.may(Role.RM) and request.args.get("all") != "1"
    page = db.paginate(
        suggestions(current_user, today, own=own), per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False
    )
    by_rank = {level.rank: level for level in levels_of(current_user.branch_id)}
    lines = [(client, _level_for(rank_for(client, today), by_rank)) for client in page]
    return render_template(
        "membership/suggestions.html",
        club=club_of(current_user.branch_id),
        page=page,
        lines=lines,
        words=words,
        own=own,
    )


def _level_for(rank: int, by_rank: dict[int, ClubLevel]) -> ClubLevel | None:
    """The highest level not above the rank; the branch may have fewer or others than the usual three."""
    ranks = [one for one in by_rank if one <= max(rank, min(by_rank, default=1))]
    return by_rank[max(ranks)] if ranks else None


@blueprint.get("/reviews")
@requires(*PEOPLE)
def due() -> str:
    """Whose term ends soon or is over, with what one may decide in one tap."""
    today = home_day(now())
    page = db.paginate(reviews(current_user, today), per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    levels = {level.id: level for level in levels_of(current_user.branch_id)}
    ranks = sorted(levels.values(), key=lambda level: level.rank)
    lines = [
        {
            "membership": one,
            "moves": moves_for(current_user, one),
            "next": next((level for level in ranks if level.rank > one.level.rank), None),
            "came": one.client.times_attended,
            "days": (one.term_end - today).days if one.term_end else 0,
        }
        for one in page
    ]
    return render_template("membership/reviews.html", page=page, lines=lines, words=words, today=today)


@blueprint.get("/members/<int:membership_id>")
@requires(*PEOPLE)
def show(membership_id: int) -> str:
    """A member: card and term, benefits used and left, steps with their reasons, family cards."""
    membership = load_member(membership_id)
    record_view(current_user, "client", membership.client_id)
    return member_page(membership)


@blueprint.get("/of/<int:client_id>")
@requires(*PEOPLE)
def of_client(client_id: int) -> Response:
    """The client's membership, or naming the client when there is none."""
    client = load(current_user, Client, client_id)
    membership = membership_of(client.id)
    if membership is None:
        return redirect(url_for("club.nominate", client_id=client.id))
    return redirect(url_for("club.show", membership_id=membership.id))


def load_member(membership_id: int) -> Membership:
    """The membership if the reader may see it, with all that its page shows. Raises NotFound."""
    people = joinedload(Membership.client).options(
        joinedload(Client.rm).lazyload(Staff.roles), joinedload(Client.household)
    )
    return load(current_user, Membership, membership_id, people, joinedload(Membership.level))


def member_page(membership: Membership, *, use: UseForm | None = None, family: FamilyForm | None = None) -> str:
    """The page, with a form that was refused in its place."""
    moment, language = now(), pick_language()
    today = home_day(moment)
    offers = offers_of(membership, today)
    uses = uses_of(membership, today)
    use, family = use or use_form(membership), family or family_form(membership)
    cards = family_of(membership) if membership.main_id is None else []
    # A card of the family may be a colleague's client: then neither the name nor what was noted is said.
    seen = set(seen_members(current_user, [one.membership_id for one in uses] + [card.id for card in cards]))
    return render_template(
        "membership/show.html",
        membership=membership,
        client=membership.client,
        club=club_of(membership.branch_id),
        offers=offers,
        uses=uses,
        taken_back=taken_back(uses),
        steps=steps_of(membership, language),
        moves=_moves(membership, today),
        due=is_due(membership, today),
        spared=protected_until(membership, today),
        term=term_on(membership, today),
        came=attended_in_term(membership, today),
        family=[card for card in cards if card.id in seen],
        seen=seen,
        use_form=use,
        family_form=family,
        is_member=membership.status in MEMBERS,
        words=words,
        today=today,
    )


def _moves(membership: Membership, today: date) -> list[MembershipMove]:
    """What the reader may do now: what waits for the review is offered once it is due, a level only where one is."""
    found = moves_for(current_user, membership)
    ranks = {level.rank for level in levels_of(membership.branch_id)}
    if not is_due(membership, today):
        found = [move for move in found if move not in AT_REVIEW]
    closed = {
        MembershipMove.UPGRADED: max(ranks, default=0) <= membership.level.rank,
        MembershipMove.STEPPED_DOWN: min(ranks, default=99) >= membership.level.rank
        or protected_until(membership, today) is not None,
    }
    return [move for move in found if not closed.get(move)]


def family_form(membership: Membership) -> FamilyForm:
    """The form for a family card, with whom it may be given to; nobody, for whoever has none to give."""
    form = FamilyForm()
    main = membership.main_id is None and membership.status in MEMBERS
    near = possible_family(current_user, membership) if main else []
    form.client_id.choices = [(client.id, client.full_name) for client in near]
    return form


def use_form(membership: Membership) -> UseForm:
    """The form for noting a use, with what the member's level offers."""
    form = UseForm(data=offered_day(home_day(now())))
    language = pick_language()
    form.benefit_id.choices = [(one.id, words.benefit_words(one, language)) for one in membership.level.benefits]
    return form
