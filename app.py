"""The application: configuration, extensions, blueprints, panels, commands. The only file that knows every room."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

import api.declaring
import api.delivering
import api.docs_views
import api.idempotency
import api.scopes
import api.token_views
import api.webhook_views
import api.words
import attendance.arriving.live_views
import attendance.arriving.panels
import attendance.arriving.views
import attendance.arriving.words
import attendance.closing.views
import attendance.closing.words
import attendance.devices.quarantine_views
import attendance.devices.sync_views
import attendance.devices.views
import attendance.devices.words
import attendance.door.act_views
import attendance.door.panels
import attendance.door.paper_views
import attendance.door.quick_views
import attendance.door.setup_views
import attendance.door.views
import attendance.door.walk_in_views
import attendance.door.words
import attendance.feedback.guest_views
import attendance.feedback.panels
import attendance.feedback.scopes
import attendance.feedback.staff_views
import attendance.feedback.words
import attendance.figures.report_views
import attendance.figures.snapshots
import attendance.figures.views
import attendance.figures.words
import attendance.follow_ups.panels
import attendance.follow_ups.views
import attendance.follow_ups.words
import attendance.ledger.words
import attendance.online.views
import attendance.scopes
import attendance.walk_ins.forgetting
import attendance.walk_ins.lead_views
import attendance.walk_ins.panels
import attendance.walk_ins.scopes
import attendance.walk_ins.words
import attendance.words
import clients.commands
import clients.contact.care_views
import clients.contact.contact_views
import clients.contact.words
import clients.duplicates.views
import clients.duplicates.words
import clients.finding.bulk_views
import clients.finding.list_views
import clients.lists.export_views
import clients.lists.import_jobs
import clients.lists.import_views
import clients.page.around_views
import clients.page.brief_views
import clients.page.edit_views
import clients.page.field_views
import clients.page.log_views
import clients.page.place_views
import clients.page.views
import clients.panels
import clients.scopes
import clients.setting_words
import clients.words
import core.commands
import core.mailing
import core.outbox
import demo.commands
import events.approval.panels
import events.approval.views
import events.approval.words
import events.calendar.views
import events.checklist.panels
import events.checklist.views
import events.money.views
import events.panels
import events.places.speaking_views
import events.places.views
import events.places.words
import events.scopes
import events.series.views
import events.series.words
import events.tables.setting_words
import events.tables.views
import events.tables.words
import events.themes.views
import events.trips.fleet_views
import events.trips.views
import events.trips.words
import events.views
import events.words
import invitations.answers.lapsing
import invitations.answers.words
import invitations.desk.answer_views
import invitations.desk.board_views
import invitations.desk.change_views
import invitations.desk.choose_views
import invitations.desk.guest_list_views
import invitations.desk.outbox_views
import invitations.desk.panels
import invitations.desk.panels_of_calls
import invitations.desk.panels_to_do
import invitations.desk.seat_views
import invitations.desk.views
import invitations.desk.words
import invitations.guests.nomination_views
import invitations.guests.panels
import invitations.guests.same_type.views
import invitations.guests.same_type.words
import invitations.guests.version_views
import invitations.guests.wave_views
import invitations.guests.words
import invitations.letters.samples
import invitations.paper.letter_views
import invitations.paper.views
import invitations.reply.views
import invitations.runs.order_views
import invitations.runs.print_job
import invitations.runs.print_views
import invitations.runs.release_views
import invitations.runs.wording_views
import invitations.scopes
import invitations.seating.paper_views
import invitations.seating.views
import invitations.seating.words
import invitations.segments.views
import invitations.setting_words
import invitations.trips.call_views
import invitations.trips.paper_views
import invitations.trips.place_views
import invitations.trips.views
import invitations.trips.words
import invitations.words
import membership.benefit_views
import membership.card_views
import membership.chat_views
import membership.finding
import membership.housekeeping
import membership.level_views
import membership.merging
import membership.move_views
import membership.order_job
import membership.order_views
import membership.panels
import membership.scopes
import membership.setting_words
import membership.views
import membership.words
import printing.envelope_views
import printing.health
import printing.panels
import printing.scopes
import printing.stationery_views
import printing.template_views
import printing.texts.event_values
import printing.words
import staff.commands
import staff.settings_views
import staff.views
import staff.words
from core.config import Settings, load_settings
from core.db import db, init_database
from core.errors import init_errors
from core.health import CHECKS, init_health
from core.jobs import init_jobs
from core.languages import init_languages
from core.limits import init_limits
from core.logs import init_logs
from core.security import init_security
from staff.access import check_declared, enforce
from staff.frames import Link, hang, navigation
from staff.sessions import init_sessions
from staff.signing_in import init_signing_in

BLUEPRINTS = (
    staff.views.blueprint,
    staff.settings_views.blueprint,
    clients.page.views.blueprint,
    clients.page.field_views.blueprint,
    clients.duplicates.views.blueprint,
    clients.lists.import_views.blueprint,
    membership.views.blueprint,
    membership.card_views.blueprint,
    events.views.blueprint,
    events.approval.views.blueprint,
    events.calendar.views.blueprint,
    events.themes.views.blueprint,
    events.checklist.views.blueprint,
    events.money.views.blueprint,
    events.places.views.blueprint,
    events.places.speaking_views.blueprint,
    events.series.views.blueprint,
    invitations.segments.views.blueprint,
    invitations.desk.guest_list_views.blueprint,
    invitations.desk.change_views.blueprint,
    invitations.desk.seat_views.blueprint,
    invitations.desk.views.blueprint,
    invitations.desk.board_views.blueprint,
    invitations.desk.outbox_views.blueprint,
    invitations.guests.same_type.views.blueprint,
    invitations.guests.nomination_views.blueprint,
    invitations.guests.wave_views.blueprint,
    invitations.guests.version_views.blueprint,
    invitations.paper.letter_views.blueprint,
    invitations.runs.print_views.blueprint,
    invitations.paper.views.blueprint,
    invitations.runs.wording_views.blueprint,
    printing.template_views.blueprint,
    printing.stationery_views.blueprint,
    printing.envelope_views.blueprint,
    invitations.reply.views.blueprint,
    events.tables.views.blueprint,
    invitations.seating.views.blueprint,
    invitations.seating.paper_views.blueprint,
    events.trips.views.blueprint,
    invitations.trips.views.blueprint,
    attendance.door.views.blueprint,
    attendance.devices.views.blueprint,
    attendance.devices.sync_views.blueprint,
    attendance.door.quick_views.blueprint,
    attendance.door.setup_views.blueprint,
    attendance.door.walk_in_views.blueprint,
    attendance.walk_ins.lead_views.blueprint,
    attendance.arriving.views.blueprint,
    attendance.arriving.live_views.blueprint,
    attendance.closing.views.blueprint,
    attendance.follow_ups.views.blueprint,
    attendance.online.views.blueprint,
    attendance.feedback.guest_views.blueprint,
    attendance.feedback.staff_views.blueprint,
    attendance.figures.report_views.blueprint,
    attendance.figures.views.blueprint,
    api.token_views.blueprint,
    api.webhook_views.blueprint,
    api.declaring.blueprint,
)

# A phone shows the first four and keeps the rest under "More".
NAVIGATION = (
    Link("staff.today", _l("Today"), "home"),
    Link("desk.index", _l("Desk"), "inbox"),
    Link("clients.index", _l("Clients"), "users"),
    Link("events.index", _l("Events"), "calendar-event"),
    Link("door.tonight", _l("Door"), "door-enter"),
    Link("figures.index", _l("Figures"), "chart-bar"),
    Link("segments.index", _l("Segments"), "filter"),
    Link("club.index", _l("Club"), "crown"),
    Link("print_runs.index", _l("Print runs"), "printer"),
    Link("letter_templates.index", _l("Letters"), "mail"),
    Link("staff.team", _l("Team"), "id-badge-2"),
    Link("settings.index", _l("Settings"), "settings"),
    Link("staff.audit_log", _l("Audit log"), "list-check"),
)


PANELS = {
    "today": (
        attendance.door.panels.TO_CLOSE,
        attendance.arriving.panels.ARRIVALS,
        attendance.arriving.panels.EVENINGS,
        attendance.walk_ins.panels.LEADS,
        invitations.desk.panels_of_calls.CALLS_DUE,
        attendance.follow_ups.panels.FOLLOW_UPS_DUE,
        attendance.feedback.panels.NAMELESS,
        events.approval.panels.EVENTS_TO_APPROVE,
        events.checklist.panels.DUE_STEPS,
        invitations.desk.panels.RUNS_TO_RELEASE,
        invitations.guests.panels.NOMINATIONS,
        printing.panels.TEXTS_TO_APPROVE,
        invitations.desk.panels_to_do.LETTERS_TO_PRINT,
        invitations.desk.panels_to_do.LINES_TO_WRITE,
        invitations.desk.panels.LETTERS_TO_DELIVER,
        clients.panels.MY_CLIENTS,
        membership.panels.REVIEWS_DUE,
        events.panels.UPCOMING,
        invitations.desk.panels.ANSWERS_TODAY,
    ),
    "desk": (
        attendance.arriving.panels.ARRIVALS,
        attendance.arriving.panels.EVENINGS,
        invitations.desk.panels_of_calls.CALLS,
        attendance.follow_ups.panels.FOLLOW_UPS,
        invitations.desk.panels_of_calls.CALLS_OF_THE_HOUSE,
        attendance.follow_ups.panels.FOLLOW_UPS_OF_THE_HOUSE,
        invitations.desk.panels.LETTERS_TO_DELIVER,
        invitations.desk.panels_of_calls.SILENT_ONES,
        invitations.desk.panels.ANSWERS_TODAY,
    ),
    "client": (
        attendance.follow_ups.panels.FOLLOW_UPS_OF_CLIENT,
        invitations.desk.panels.CLIENT_INVITATIONS,
        membership.panels.CLIENT_CLUB,
    ),
    "client_header": (membership.panels.CLIENT_LEVEL,),
    "merge": (
        invitations.desk.panels.BOTH_INVITED,
        membership.merging.TWO_MEMBERS,
    ),
    "events": (invitations.desk.panels.EVENT_FIGURES,),
    "advice": (invitations.guests.panels.ADVICE,),
    "event": (attendance.arriving.panels.EVENT_EVENING, events.approval.panels.EVENT_APPROVAL),
}
"""What hangs on pages that gather from many rooms, in their order."""


def create_app(settings: Settings | None = None, **overrides: Any) -> Flask:
    """The application, ready to serve. `overrides` are Flask configuration values, for tests.

    Raises ConfigurationError for a value that can't work and UndeclaredRoute for a route without declared access.
    """
    os.umask(0o077)  # whatever this process writes holds personal data and is for this user only
    settings = settings or load_settings()
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TOKEN_KEY=settings.token_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        DATA_DIR=str(settings.data_dir),
        PUBLIC_BASE_URL=settings.public_base_url,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: an organiser's form may stay open over lunch
        WTF_CSRF_SSL_STRICT=False,  # letters' pages send no Referer on purpose
    )
    app.extensions["settings"] = settings
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")

    init_logs(app, settings.log_level)
    init_database(app)
    Migrate(app, db, render_as_batch=True, compare_type=True)
    init_security(app, settings)
    init_languages(app, settings.time_zone)
    app.config.update(overrides)
    init_errors(app)
    init_limits(app)
    CSRFProtect(app).exempt(api.declaring.blueprint)  # a token can't be sent by a form; api/access.py asks devices
    init_signing_in(app, settings)
    init_sessions(app)
    app.before_request(enforce)
    init_jobs(app, settings.queue_url)
    init_health(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.extensions["navigation"] = list(NAVIGATION)
    app.context_processor(lambda: {"navigation": navigation()})
    if printing.health.check_faces not in CHECKS:
        CHECKS.append(printing.health.check_faces)
    with app.app_context():
        for frame, panels in PANELS.items():
            for panel in panels:
                hang(frame, panel)
        printing.texts.event_values.hang_source(invitations.letters.samples.EVENTS)
    for commands in (core.commands, staff.commands, clients.commands, demo.commands):
        commands.register(app)
    check_declared(app)
    return app
