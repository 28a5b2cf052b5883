"""The pages on which addresses of other systems are set up, tried out, watched and stopped."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from api.forms import WebhookForm
from api.happenings import Happening, forget_branches
from api.models import DeliveryState, Webhook, WebhookDelivery
from api.token_views import Page, branch_of, branches
from api.tokens import MAKERS
from api.webhooks import make_webhook, stop, try_out
from api.words import DELIVERY_ERRORS, DELIVERY_STATES, HAPPENINGS, TEST_DELIVERY
from core.config import Settings
from core.db import db, now
from core.errors import DomainError
from core.jobs import request_job, wake
from core.languages import pick_language
from staff.access import requires
from staff.scope import load, visible

blueprint = Blueprint("webhooks", __name__, url_prefix="/settings/webhooks")

WORDS = {kind.value: label for kind, label in HAPPENINGS.items()} | {Happening.TEST.value: TEST_DELIVERY}


@blueprint.route("", methods=["GET", "POST"])
@requires(*MAKERS)
def index() -> Page:
    """The webhooks of the branch, and a form for a new one; its secret is shown once, on the page that answers."""
    form = WebhookForm(branches(), pick_language(), current_user.branch_id)
    if not form.validate_on_submit():
        return _page(form), 422 if form.is_submitted() else 200
    settings: Settings = current_app.extensions["settings"]
    try:
        hook, secret = make_webhook(
            current_user,
            branch_of(form.branch.data),
            url=form.url.data,
            kinds=form.kinds.data,
            inside=settings.webhook_hosts,
            now=now(),
        )
    except DomainError as refusal:
        db.session.rollback()
        form.url.errors = [refusal.sentence]
        return _page(form), 422
    db.session.commit()
    forget_branches()
    return render_template("api/webhook_made.html", hook=hook, secret=secret)


def _page(form: WebhookForm) -> str:
    states = sa.select(WebhookDelivery.webhook_id, WebhookDelivery.state, sa.func.count())
    counts: dict[tuple[int, DeliveryState], int] = {
        (hook_id, state): number
        for hook_id, state, number in db.session.execute(
            states.group_by(WebhookDelivery.webhook_id, WebhookDelivery.state)
        )
    }
    hooks = db.session.scalars(
        visible(current_user, Webhook).order_by(Webhook.stopped_at.is_not(None), Webhook.id.desc())
    ).all()
    rows = [(hook, {state: counts.get((hook.id, state), 0) for state in DeliveryState}) for hook in hooks]
    many = len(form.branch.choices or ()) > 1
    return render_template("api/webhooks.html", form=form, rows=rows, words=WORDS, many=many, states=DeliveryState)


@blueprint.get("/<int:hook_id>")
@requires(*MAKERS)
def show(hook_id: int) -> str:
    """One webhook and its deliveries, the latest first."""
    hook = load(current_user, Webhook, hook_id)
    query = visible(current_user, WebhookDelivery).where(WebhookDelivery.webhook_id == hook.id)
    page = db.paginate(query.order_by(WebhookDelivery.id.desc()), per_page=50)
    return render_template(
        "api/webhook.html",
        hook=hook,
        page=page,
        words=WORDS,
        states=DELIVERY_STATES,
        errors=DELIVERY_ERRORS,
        tones={DeliveryState.DELIVERED: "good", DeliveryState.GIVEN_UP: "attention"},
    )


@blueprint.post("/<int:hook_id>/test")
@requires(*MAKERS)
def test(hook_id: int) -> Response:
    """Send a delivery that tells of nothing, at once."""
    hook = load(current_user, Webhook, hook_id)
    try:
        row = try_out(hook, now=now())
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "error")
        return redirect(url_for("webhooks.show", hook_id=hook_id))
    job = request_job("webhook_delivery", subject_id=row.id, owner_id=current_user.id, total=1)
    db.session.commit()
    wake(current_app._get_current_object(), job)  # type: ignore[attr-defined]
    flash(_("A test is on its way. Reload the page to see what came of it."), "good")
    return redirect(url_for("webhooks.show", hook_id=hook_id))


@blueprint.post("/<int:hook_id>/stop")
@requires(*MAKERS)
def stop_hook(hook_id: int) -> Response:
    """Tell it nothing more."""
    stop(load(current_user, Webhook, hook_id), now=now())
    db.session.commit()
    forget_branches()
    flash(_("Stopped. It is told nothing more."), "good")
    return redirect(url_for("webhooks.index"))
