"""Who sees tokens and webhooks: branch managers those of their branch, administrators all."""

from __future__ import annotations

import sqlalchemy as sa

from api.models import ApiToken, Webhook, WebhookDelivery
from staff.models import Role, Staff
from staff.scope import scope


def _of_branch(actor: Staff, model: type[ApiToken] | type[Webhook]) -> sa.ColumnElement[bool]:
    if actor.may(Role.ADMIN):
        return sa.true()
    return model.branch_id == actor.branch_id if actor.may(Role.MANAGER) else sa.false()


@scope(ApiToken)
def tokens_of(actor: Staff) -> sa.ColumnElement[bool]:
    return _of_branch(actor, ApiToken)


@scope(Webhook)
def webhooks_of(actor: Staff) -> sa.ColumnElement[bool]:
    return _of_branch(actor, Webhook)


@scope(WebhookDelivery)
def deliveries_of(actor: Staff) -> sa.ColumnElement[bool]:
    return WebhookDelivery.webhook_id.in_(sa.select(Webhook.id).where(webhooks_of(actor)))
