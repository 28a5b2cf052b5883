"""full room

Revision: 0006
After: 0005
"""

import sqlalchemy as sa
from alembic import op

import core.db
from core.altering import add_choice, add_reference, drop_columns, set_choices, set_nullable


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

OLD_FORMATS = ('salon', 'lecture', 'banquet', 'trip', 'online')
FORMATS = ('salon', 'lecture', 'banquet', 'reception', 'trip', 'family', 'sport', 'online', 'visit', 'charity')
OLD_STATUSES = ('draft', 'inviting', 'closed')
STATUSES = (
    'draft', 'submitted', 'rejected', 'approved', 'inviting', 'postponed', 'cancelled', 'closed', 'reported',
    'archived',
)
OLD_ANSWERS = ('none', 'accepted', 'declined', 'waitlisted', 'cancelled')
ANSWERS = (*OLD_ANSWERS, 'tentative', 'delegated', 'lapsed')
OLD_CHANNELS = ('qr', 'phone', 'wechat', 'in_person')
CHANNELS = (*OLD_CHANNELS, 'letter', 'house')
OLD_ENTRIES = (
    'invited', 'withdrawn', 'letter_printed', 'letter_delivered', 'accepted', 'declined', 'waitlisted', 'cancelled',
    'outcome_attended', 'outcome_no_show', 'outcome_declined', 'outcome_no_answer', 'call', 'wechat', 'visit', 'note',
    'sms', 'email', 'meeting', 'letter_returned', 'card_sent', 'gift', 'represented', 'consent_changed',
    'tier_changed', 'club_changed', 'hold_changed', 'owner_changed', 'merged',
)
NEW_ENTRIES = ('tentative', 'delegated', 'lapsed', 'reminded', 'put_off', 'called_off')


def upgrade() -> None:
    op.create_table('outbox_mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('to', sa.String(length=320), nullable=False),
    sa.Column('subject', sa.String(length=160), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('source_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'sending', 'sent', 'refused', 'unsure', 'dropped', name='mailstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('due_at', core.db.UtcDateTime(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('lease', sa.String(length=32), nullable=True),
    sa.Column('leased_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('sent_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('error', sa.String(length=200), nullable=False),
    sa.Column('created_at', core.db.UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_mail')),
    sa.UniqueConstraint('key', name=op.f('uq_outbox_mail_key'))
    )
    with op.batch_alter_table('outbox_mail', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_mail_state_due_at', ['state', 'due_at'], unique=False)

    op.create_table('event_series',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('name_en', sa.String(length=90), nullable=False),
    sa.Column('created_at', core.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_event_series_branch_id_branch')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_series'))
    )
    with op.batch_alter_table('event_series', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_series_branch_id'), ['branch_id'], unique=False)

    op.create_table('speaker',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('name_en', sa.String(length=60), nullable=False),
    sa.Column('organisation', sa.String(length=80), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('topics', sa.String(length=200), nullable=False),
    sa.Column('of_product_maker', sa.Boolean(), nullable=False),
    sa.Column('note', sa.String(length=400), nullable=False),
    sa.Column('retired_at', core.db.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_speaker_branch_id_branch')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_speaker'))
    )
    with op.batch_alter_table('speaker', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_speaker_branch_id'), ['branch_id'], unique=False)

    op.create_table('venue',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('name_en', sa.String(length=90), nullable=False),
    sa.Column('address', sa.String(length=120), nullable=False),
    sa.Column('address_en', sa.String(length=150), nullable=False),
    sa.Column('parking', sa.String(length=80), nullable=False),
    sa.Column('parking_en', sa.String(length=120), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=True),
    sa.Column('own', sa.Boolean(), nullable=False),
    sa.Column('price', sa.Integer(), nullable=True),
    sa.Column('contact_name', sa.String(length=40), nullable=False),
    sa.Column('contact_phone', sa.String(length=40), nullable=False),
    sa.Column('found', sa.JSON(), nullable=False),
    sa.Column('note', sa.String(length=400), nullable=False),
    sa.Column('retired_at', core.db.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_venue_branch_id_branch')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_venue'))
    )
    with op.batch_alter_table('venue', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_venue_branch_id'), ['branch_id'], unique=False)

    op.create_table('event_theme',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('name_en', sa.String(length=90), nullable=False),
    sa.Column('format', sa.Enum('salon', 'lecture', 'banquet', 'reception', 'trip', 'family', 'sport', 'online', 'visit', 'charity', name='eventformat', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('contents', sa.JSON(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', core.db.UtcDateTime(), nullable=False),
    sa.Column('retired_at', core.db.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_event_theme_branch_id_branch')),
    sa.ForeignKeyConstraint(['created_by_id'], ['staff.id'], name=op.f('fk_event_theme_created_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_theme'))
    )
    with op.batch_alter_table('event_theme', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_theme_branch_id'), ['branch_id'], unique=False)

    op.create_table('approval_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.Enum('manager', 'compliance', name='approvalpart', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('asked_at', core.db.UtcDateTime(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('said', sa.String(length=300), nullable=False),
    sa.Column('seen', sa.JSON(), nullable=False),
    sa.Column('decided_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('granted', sa.Boolean(), nullable=True),
    sa.Column('comment', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['staff.id'], name=op.f('fk_approval_step_asked_by_id_staff')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['staff.id'], name=op.f('fk_approval_step_decided_by_id_staff')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_approval_step_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_approval_step'))
    )
    with op.batch_alter_table('approval_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_approval_step_event_id'), ['event_id'], unique=False)

    op.create_table('budget_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('venue', 'catering', 'speaker', 'materials', 'printing', 'gifts', 'transport', 'photo', 'insurance', 'contingency', 'other', name='budgetkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('text', sa.String(length=80), nullable=False),
    sa.Column('planned', sa.Integer(), nullable=False),
    sa.Column('actual', sa.Integer(), nullable=True),
    sa.CheckConstraint('actual IS NULL OR actual BETWEEN 0 AND 100000000000', name=op.f('ck_budget_line_actual')),
    sa.CheckConstraint('planned BETWEEN 0 AND 100000000000', name=op.f('ck_budget_line_planned')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_budget_line_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_budget_line'))
    )
    with op.batch_alter_table('budget_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_budget_line_event_id'), ['event_id'], unique=False)

    op.create_table('checklist_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('text', sa.String(length=160), nullable=False),
    sa.Column('days_before', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('fixed', sa.Boolean(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('gate', sa.Boolean(), nullable=False),
    sa.Column('done_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['done_by_id'], ['staff.id'], name=op.f('fk_checklist_item_done_by_id_staff')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_checklist_item_event_id_event')),
    sa.ForeignKeyConstraint(['owner_id'], ['staff.id'], name=op.f('fk_checklist_item_owner_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checklist_item'))
    )
    with op.batch_alter_table('checklist_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_checklist_item_due_on'), ['due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_checklist_item_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_checklist_item_owner_id'), ['owner_id'], unique=False)

    op.create_table('coach',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('company', sa.String(length=80), nullable=False),
    sa.Column('company_licence', sa.String(length=40), nullable=False),
    sa.Column('plate', sa.String(length=20), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('driver', sa.String(length=40), nullable=False),
    sa.Column('driver_phone', sa.String(length=40), nullable=False),
    sa.CheckConstraint('seats BETWEEN 1 AND 90', name=op.f('ck_coach_seats')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_coach_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coach')),
    sa.UniqueConstraint('event_id', 'number', name=op.f('uq_coach_event_id_number'))
    )
    with op.batch_alter_table('coach', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_coach_event_id'), ['event_id'], unique=False)

    op.create_table('event_move',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('at', core.db.UtcDateTime(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('before', sa.String(length=24), nullable=False),
    sa.Column('after', sa.Enum('draft', 'submitted', 'rejected', 'approved', 'inviting', 'postponed', 'cancelled', 'closed', 'reported', 'archived', name='eventstatus', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_event_move_event_id_event')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_event_move_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_move'))
    )
    with op.batch_alter_table('event_move', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_move_event_id'), ['event_id'], unique=False)

    op.create_table('event_quota',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('rm_id', sa.Integer(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('returns_on', sa.Date(), nullable=False),
    sa.Column('returned', sa.Integer(), server_default='0', nullable=False),
    sa.CheckConstraint('seats BETWEEN 0 AND 2000', name=op.f('ck_event_quota_seats')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_event_quota_event_id_event')),
    sa.ForeignKeyConstraint(['rm_id'], ['staff.id'], name=op.f('fk_event_quota_rm_id_staff')),
    sa.PrimaryKeyConstraint('event_id', 'rm_id', name=op.f('pk_event_quota'))
    )
    with op.batch_alter_table('event_quota', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_quota_rm_id'), ['rm_id'], unique=False)

    op.create_table('event_speaker',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('speaker_id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(length=80), nullable=False),
    sa.Column('step', sa.Enum('asked', 'agreed', 'contracted', 'slides_seen', 'declined', name='speakerstep', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('fee', sa.Integer(), nullable=True),
    sa.Column('rating', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_event_speaker_event_id_event')),
    sa.ForeignKeyConstraint(['speaker_id'], ['speaker.id'], name=op.f('fk_event_speaker_speaker_id_speaker')),
    sa.PrimaryKeyConstraint('event_id', 'speaker_id', name=op.f('pk_event_speaker'))
    )
    with op.batch_alter_table('event_speaker', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_speaker_speaker_id'), ['speaker_id'], unique=False)

    op.create_table('event_table',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=30), nullable=False),
    sa.Column('shape', sa.Enum('round', 'long', 'row', name='tableshape', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('main', sa.Boolean(), nullable=False),
    sa.Column('x', sa.Integer(), nullable=False),
    sa.Column('y', sa.Integer(), nullable=False),
    sa.CheckConstraint('seats BETWEEN 1 AND 60', name=op.f('ck_event_table_seats')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_event_table_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_table')),
    sa.UniqueConstraint('event_id', 'number', name=op.f('uq_event_table_event_id_number'))
    )
    with op.batch_alter_table('event_table', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_table_event_id'), ['event_id'], unique=False)

    op.create_table('guest_list_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', core.db.UtcDateTime(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=120), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('first_check_id', sa.Integer(), nullable=True),
    sa.Column('first_checked_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('second_check_id', sa.Integer(), nullable=True),
    sa.Column('second_checked_at', core.db.UtcDateTime(), nullable=True),
    sa.CheckConstraint('second_check_id IS NULL OR second_check_id <> first_check_id', name=op.f('ck_guest_list_version_two_people')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_guest_list_version_event_id_event')),
    sa.ForeignKeyConstraint(['first_check_id'], ['staff.id'], name=op.f('fk_guest_list_version_first_check_id_staff')),
    sa.ForeignKeyConstraint(['second_check_id'], ['staff.id'], name=op.f('fk_guest_list_version_second_check_id_staff')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_guest_list_version_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guest_list_version')),
    sa.UniqueConstraint('event_id', 'number', name=op.f('uq_guest_list_version_event_id_number'))
    )
    op.create_table('itinerary_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('at', sa.Time(), nullable=False),
    sa.Column('place', sa.String(length=80), nullable=False),
    sa.Column('activity', sa.String(length=120), nullable=False),
    sa.Column('walking', sa.Integer(), nullable=True),
    sa.Column('steps', sa.Boolean(), nullable=False),
    sa.Column('toilet', sa.Boolean(), nullable=False),
    sa.Column('meal', sa.String(length=60), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('rain_plan', sa.String(length=200), nullable=False),
    sa.Column('roll_call', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_itinerary_item_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_itinerary_item'))
    )
    with op.batch_alter_table('itinerary_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_itinerary_item_event_id'), ['event_id'], unique=False)

    op.create_table('next_first',
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_next_first_client_id_client')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_next_first_event_id_event')),
    sa.PrimaryKeyConstraint('client_id', 'event_id', name=op.f('pk_next_first'))
    )
    with op.batch_alter_table('next_first', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_next_first_event_id'), ['event_id'], unique=False)

    op.create_table('nomination',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('rm_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=120), nullable=False),
    sa.Column('wave', sa.Enum('a', 'b', 'c', name='wave', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('proposed', 'accepted', 'rejected', 'withdrawn', name='nominationstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('at', core.db.UtcDateTime(), nullable=False),
    sa.Column('decided_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_nomination_client_id_client')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['staff.id'], name=op.f('fk_nomination_decided_by_id_staff')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_nomination_event_id_event')),
    sa.ForeignKeyConstraint(['rm_id'], ['staff.id'], name=op.f('fk_nomination_rm_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nomination')),
    sa.UniqueConstraint('event_id', 'client_id', name=op.f('uq_nomination_event_id_client_id'))
    )
    with op.batch_alter_table('nomination', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_nomination_client_id'), ['client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_nomination_rm_id'), ['rm_id'], unique=False)

    op.create_table('seat_hold',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=80), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('at', core.db.UtcDateTime(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('released_at', core.db.UtcDateTime(), nullable=True),
    sa.CheckConstraint('seats BETWEEN 1 AND 2000', name=op.f('ck_seat_hold_seats')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_seat_hold_event_id_event')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_seat_hold_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seat_hold'))
    )
    with op.batch_alter_table('seat_hold', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_seat_hold_event_id'), ['event_id'], unique=False)

    op.create_table('theme_refusal',
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('theme', sa.String(length=40), nullable=False),
    sa.Column('at', core.db.UtcDateTime(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_theme_refusal_client_id_client')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_theme_refusal_event_id_event')),
    sa.PrimaryKeyConstraint('client_id', 'theme', name=op.f('pk_theme_refusal'))
    )
    with op.batch_alter_table('theme_refusal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_theme_refusal_event_id'), ['event_id'], unique=False)

    op.create_table('trip_record',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('lodging', sa.Boolean(), nullable=False),
    sa.Column('agency', sa.String(length=80), nullable=False),
    sa.Column('agency_licence', sa.String(length=40), nullable=False),
    sa.Column('contract_no', sa.String(length=60), nullable=False),
    sa.Column('smallest_group', sa.Integer(), nullable=True),
    sa.Column('cancellation_terms', sa.String(length=400), nullable=False),
    sa.Column('guide', sa.String(length=40), nullable=False),
    sa.Column('guide_phone', sa.String(length=40), nullable=False),
    sa.Column('liability_insurer', sa.String(length=80), nullable=False),
    sa.Column('liability_policy', sa.String(length=60), nullable=False),
    sa.Column('accident_insurer', sa.String(length=80), nullable=False),
    sa.Column('accident_policy', sa.String(length=60), nullable=False),
    sa.Column('rain_plan', sa.String(length=200), nullable=False),
    sa.Column('emergency_phone', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_trip_record_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', name=op.f('pk_trip_record'))
    )
    op.create_table('trip_room',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=30), nullable=False),
    sa.Column('kind', sa.Enum('single', 'twin', 'double', name='roomkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_trip_room_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trip_room'))
    )
    with op.batch_alter_table('trip_room', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trip_room_event_id'), ['event_id'], unique=False)

    op.create_table('wave_release',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('wave', sa.Enum('a', 'b', 'c', name='wave', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('released_at', core.db.UtcDateTime(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_wave_release_event_id_event')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_wave_release_staff_id_staff')),
    sa.PrimaryKeyConstraint('event_id', 'wave', name=op.f('pk_wave_release'))
    )
    op.create_table('call_task',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('invitation_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Enum('silent', 'undecided', 'seat_free', 'reminder', 'delegate', 'postponed', 'cancelled', 'late_wave', 'changed', name='callreason', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('due_at', core.db.UtcDateTime(), nullable=False),
    sa.Column('opened_at', core.db.UtcDateTime(), nullable=False),
    sa.Column('done_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.Enum('reached', 'not_reached', 'not_needed', name='calloutcome', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['done_by_id'], ['staff.id'], name=op.f('fk_call_task_done_by_id_staff')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_call_task_event_id_event')),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_call_task_invitation_id_invitation')),
    sa.ForeignKeyConstraint(['owner_id'], ['staff.id'], name=op.f('fk_call_task_owner_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_task')),
    sa.UniqueConstraint('invitation_id', 'reason', 'key', name=op.f('uq_call_task_invitation_id_reason_key'))
    )
    with op.batch_alter_table('call_task', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_call_task_event_id'), ['event_id'], unique=False)
        batch_op.create_index('ix_call_task_owner_id_done_at_due_at', ['owner_id', 'done_at', 'due_at'], unique=False)

    op.create_table('change_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('invitation_id', sa.Integer(), nullable=False),
    sa.Column('at', core.db.UtcDateTime(), nullable=False),
    sa.Column('channel', sa.Enum('qr', 'phone', 'wechat', 'in_person', 'letter', 'house', name='channel', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('asked', sa.JSON(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('decided_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('granted', sa.Boolean(), nullable=True),
    sa.Column('note', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['decided_by_id'], ['staff.id'], name=op.f('fk_change_request_decided_by_id_staff')),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_change_request_invitation_id_invitation')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_change_request_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change_request'))
    )
    with op.batch_alter_table('change_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_change_request_invitation_id'), ['invitation_id'], unique=False)

    op.create_table('joint_guest',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('invitation_id', sa.Integer(), nullable=False),
    sa.Column('coming', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_joint_guest_client_id_client')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_joint_guest_event_id_event')),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_joint_guest_invitation_id_invitation')),
    sa.PrimaryKeyConstraint('event_id', 'client_id', name=op.f('pk_joint_guest'))
    )
    with op.batch_alter_table('joint_guest', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_joint_guest_client_id'), ['client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_joint_guest_invitation_id'), ['invitation_id'], unique=False)

    op.create_table('party_member',
    sa.Column('invitation_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('guest', 'joint', 'companion', 'delegate', name='memberkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('relation', sa.String(length=20), nullable=False),
    sa.Column('age_group', sa.Enum('adult', 'teen', 'child', 'infant', name='agegroup', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('diets', sa.JSON(), nullable=False),
    sa.Column('diet_note', sa.String(length=60), nullable=False),
    sa.Column('seated', sa.Boolean(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_party_member_client_id_client')),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_party_member_invitation_id_invitation')),
    sa.PrimaryKeyConstraint('invitation_id', 'place', name=op.f('pk_party_member'))
    )
    with op.batch_alter_table('party_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_party_member_client_id'), ['client_id'], unique=False)

    op.create_table('pick_up',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('coach_id', sa.Integer(), nullable=True),
    sa.Column('place', sa.String(length=80), nullable=False),
    sa.Column('at', core.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['coach_id'], ['coach.id'], name=op.f('fk_pick_up_coach_id_coach')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_pick_up_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pick_up'))
    )
    with op.batch_alter_table('pick_up', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pick_up_coach_id'), ['coach_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_pick_up_event_id'), ['event_id'], unique=False)

    op.create_table('reminder',
    sa.Column('invitation_id', sa.Integer(), nullable=False),
    sa.Column('days_before', sa.Integer(), nullable=False),
    sa.Column('starts_at', core.db.UtcDateTime(), nullable=False),
    sa.Column('way', sa.Enum('mail', 'call', name='reminderway', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('at', core.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_reminder_invitation_id_invitation')),
    sa.PrimaryKeyConstraint('invitation_id', 'days_before', 'starts_at', name=op.f('pk_reminder'))
    )
    op.create_table('roll_call',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('invitation_id', sa.Integer(), nullable=False),
    sa.Column('member', sa.Integer(), nullable=False),
    sa.Column('present', sa.Boolean(), nullable=False),
    sa.Column('at', core.db.UtcDateTime(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_roll_call_event_id_event')),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_roll_call_invitation_id_invitation')),
    sa.ForeignKeyConstraint(['item_id'], ['itinerary_item.id'], name=op.f('fk_roll_call_item_id_itinerary_item')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_roll_call_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roll_call'))
    )
    with op.batch_alter_table('roll_call', schema=None) as batch_op:
        batch_op.create_index('ix_roll_call_event_id_item_id', ['event_id', 'item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_roll_call_invitation_id'), ['invitation_id'], unique=False)

    op.create_table('seat_offer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('invitation_id', sa.Integer(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('made_at', core.db.UtcDateTime(), nullable=False),
    sa.Column('until', core.db.UtcDateTime(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('open', 'taken', 'declined', 'expired', 'withdrawn', name='offerstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('ended_at', core.db.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_seat_offer_event_id_event')),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_seat_offer_invitation_id_invitation')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_seat_offer_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seat_offer'))
    )
    with op.batch_alter_table('seat_offer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_seat_offer_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_seat_offer_until'), ['until'], unique=False)
        batch_op.create_index('uq_seat_offer_open', ['invitation_id'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    op.create_table('seat_place',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('table_id', sa.Integer(), nullable=False),
    sa.Column('chair', sa.Integer(), nullable=False),
    sa.Column('invitation_id', sa.Integer(), nullable=True),
    sa.Column('member', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('speaker', sa.Boolean(), nullable=False),
    sa.Column('locked', sa.Boolean(), nullable=False),
    sa.CheckConstraint('(CASE WHEN invitation_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN staff_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN speaker THEN 1 ELSE 0 END) = 1', name=op.f('ck_seat_place_one_person')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_seat_place_event_id_event')),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_seat_place_invitation_id_invitation')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_seat_place_staff_id_staff')),
    sa.ForeignKeyConstraint(['table_id'], ['event_table.id'], name=op.f('fk_seat_place_table_id_event_table'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seat_place')),
    sa.UniqueConstraint('event_id', 'staff_id', name=op.f('uq_seat_place_event_id_staff_id')),
    sa.UniqueConstraint('invitation_id', 'member', name=op.f('uq_seat_place_invitation_id_member')),
    sa.UniqueConstraint('table_id', 'chair', name=op.f('uq_seat_place_table_id_chair'))
    )
    with op.batch_alter_table('seat_place', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_seat_place_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_seat_place_staff_id'), ['staff_id'], unique=False)

    op.create_table('seat_wish',
    sa.Column('invitation_id', sa.Integer(), nullable=False),
    sa.Column('member', sa.Integer(), nullable=False),
    sa.Column('front', sa.Boolean(), nullable=False),
    sa.Column('aisle', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_seat_wish_invitation_id_invitation')),
    sa.PrimaryKeyConstraint('invitation_id', 'member', name=op.f('pk_seat_wish'))
    )
    op.create_table('seating_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('at', core.db.UtcDateTime(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('undone_at', core.db.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_seating_step_event_id_event')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_seating_step_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seating_step'))
    )
    with op.batch_alter_table('seating_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_seating_step_event_id'), ['event_id'], unique=False)

    op.create_table('traveller',
    sa.Column('invitation_id', sa.Integer(), nullable=False),
    sa.Column('member', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.Column('purged_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('health_agreed_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('agency_agreed_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('mobility', sa.Enum('normal', 'slow', 'cane', 'wheelchair', name='mobility', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('travel_sick', sa.Boolean(), nullable=False),
    sa.Column('room_wish', sa.Enum('none', 'single', 'twin', 'double', name='roomwish', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('smokes', sa.Boolean(), nullable=False),
    sa.Column('room_id', sa.Integer(), nullable=True),
    sa.Column('coach_id', sa.Integer(), nullable=True),
    sa.Column('coach_seat', sa.Integer(), nullable=True),
    sa.Column('pick_up_id', sa.Integer(), nullable=True),
    sa.Column('waiver_at', sa.Date(), nullable=True),
    sa.Column('guardian_at', sa.Date(), nullable=True),
    sa.Column('insured_no', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['coach_id'], ['coach.id'], name=op.f('fk_traveller_coach_id_coach')),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_traveller_invitation_id_invitation')),
    sa.ForeignKeyConstraint(['pick_up_id'], ['pick_up.id'], name=op.f('fk_traveller_pick_up_id_pick_up')),
    sa.ForeignKeyConstraint(['room_id'], ['trip_room.id'], name=op.f('fk_traveller_room_id_trip_room')),
    sa.PrimaryKeyConstraint('invitation_id', 'member', name=op.f('pk_traveller')),
    sa.UniqueConstraint('coach_id', 'coach_seat', name=op.f('uq_traveller_coach_id_coach_seat'))
    )
    with op.batch_alter_table('traveller', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_traveller_pick_up_id'), ['pick_up_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_traveller_room_id'), ['room_id'], unique=False)

    # Columns that name what was made above, and choices that are wider than before.
    op.add_column('event', sa.Column('theme', sa.String(length=40), server_default='', nullable=False))
    add_reference('event', 'series_id', 'event_series')
    add_reference('event', 'venue_id', 'venue')
    op.add_column('event', sa.Column('goal', sa.String(length=300), server_default='', nullable=False))
    op.add_column('event', sa.Column('flags', sa.JSON(), server_default='[]', nullable=False))
    op.add_column('event', sa.Column('capacity_min', sa.Integer(), nullable=True))
    op.add_column('event', sa.Column('capacity_ideal', sa.Integer(), nullable=True))
    add_choice('event', 'companions', 'companionpolicy', ('none', 'one', 'several', 'family'), 'none')
    op.add_column('event', sa.Column('companions_most', sa.Integer(), server_default='0', nullable=False))
    op.add_column('event', sa.Column('companion_names', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('event', sa.Column('tentative_ok', sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column('event', sa.Column('delegate_ok', sa.Boolean(), server_default=sa.true(), nullable=False))
    add_choice('event', 'waitlist', 'waitlistpolicy', ('strict', 'fill', 'hold'), 'strict')
    op.add_column('event', sa.Column('overbooked_by', sa.Integer(), server_default='0', nullable=False))
    op.add_column('event', sa.Column('seats_held', sa.Integer(), server_default='0', nullable=False))
    op.add_column('event', sa.Column('heads_outside', sa.Integer(), server_default='0', nullable=False))
    op.add_column('event', sa.Column('join_url', sa.String(length=300), server_default='', nullable=False))
    op.add_column('event', sa.Column('join_minutes', sa.Integer(), server_default='15', nullable=False))
    op.add_column('event', sa.Column('approved_at', core.db.UtcDateTime(), nullable=True))
    op.add_column('event', sa.Column('announced_for', core.db.UtcDateTime(), nullable=True))
    op.create_index('ix_event_series_id', 'event', ['series_id'], unique=False)
    op.create_index('ix_event_venue_id', 'event', ['venue_id'], unique=False)
    add_choice('invitation', 'wave', 'wave', ('a', 'b', 'c'))
    op.add_column('invitation', sa.Column('seats', sa.Integer(), server_default='0', nullable=False))
    op.add_column('invitation', sa.Column('heads', sa.Integer(), server_default='0', nullable=False))
    op.add_column('invitation', sa.Column('own_word', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('invitation', sa.Column('tentative_until', sa.Date(), nullable=True))
    op.add_column('invitation', sa.Column('delegate_name', sa.String(length=40), server_default='', nullable=False))
    op.add_column('invitation', sa.Column('delegate_relation', sa.String(length=20), server_default='', nullable=False))
    op.add_column('invitation', sa.Column('delegate_tail', sa.String(length=4), server_default='', nullable=False))
    op.add_column('invitation', sa.Column('delegate_agreed_at', core.db.UtcDateTime(), nullable=True))
    add_reference('invitation', 'delegate_agreed_by_id', 'staff')
    op.add_column('invitation', sa.Column('waited_since', core.db.UtcDateTime(), nullable=True))
    op.add_column('invitation', sa.Column('wait_rank', sa.Integer(), server_default='0', nullable=False))
    op.add_column('invitation', sa.Column('wishes', sa.JSON(), server_default='{}', nullable=False))
    op.add_column('reply', sa.Column('seats', sa.Integer(), server_default='0', nullable=False))
    op.add_column('reply', sa.Column('heads', sa.Integer(), server_default='0', nullable=False))
    op.add_column('reply', sa.Column('party', sa.JSON(), server_default='[]', nullable=False))
    add_choice('reply', 'reason', 'declinereason', ('date', 'away', 'health', 'theme', 'other'))
    op.add_column('reply', sa.Column('by_family', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('reply', sa.Column('once', sa.String(length=40), nullable=True))
    op.create_index('uq_reply_invitation_id_once', 'reply', ['invitation_id', 'once'], unique=True)
    op.add_column('print_run', sa.Column('notice', sa.String(length=24), server_default='', nullable=False))
    set_choices('event', 'format', 'eventformat', FORMATS)
    set_choices('event', 'status', 'eventstatus', STATUSES)
    set_choices('invitation', 'reply', 'replystate', ANSWERS)
    set_choices('reply', 'answer', 'replystate', ANSWERS)
    set_choices('reply', 'channel', 'channel', CHANNELS)
    set_choices('history_entry', 'kind', 'entrykind', (*OLD_ENTRIES, *NEW_ENTRIES))
    set_choices('scan', 'method', 'method', ('camera', 'code', 'name', 'online'))
    set_nullable('scan', 'staff_id', nullable=True)
    _fill()


def _fill() -> None:
    """What was answered before parties were known: everybody came alone. Who was invited to had been approved."""
    op.execute("UPDATE event SET approved_at = created_at WHERE status IN ('inviting', 'closed')")
    op.execute("UPDATE invitation SET seats = 1, heads = 1 WHERE reply = 'accepted'")
    op.execute("UPDATE reply SET seats = 1, heads = 1 WHERE answer = 'accepted'")
    op.execute("UPDATE invitation SET waited_since = replied_at WHERE reply = 'waitlisted'")
    op.execute(
        "UPDATE invitation SET own_word = true WHERE reply <> 'none' AND ("
        "SELECT staff_id FROM reply WHERE reply.invitation_id = invitation.id ORDER BY id DESC LIMIT 1) IS NULL"
    )
    op.execute(
        "INSERT INTO party_member (invitation_id, place, kind, name, relation, age_group, diets, diet_note, seated)"
        " SELECT id, 0, 'guest', '', '', 'adult', '[]', '', true FROM invitation WHERE reply = 'accepted'"
    )


def downgrade() -> None:
    # A choice that only the newer version knows must not stand in a row any more.
    op.execute("UPDATE event SET format = 'salon' WHERE format NOT IN ('salon', 'lecture', 'banquet', 'trip', 'online')")
    op.execute("UPDATE event SET status = 'closed' WHERE status IN ('cancelled', 'reported', 'archived')")
    op.execute("UPDATE event SET status = 'draft' WHERE status NOT IN ('closed', 'inviting')")
    op.execute("DELETE FROM reply WHERE answer IN ('tentative', 'delegated', 'lapsed')")
    op.execute("UPDATE reply SET channel = 'in_person' WHERE channel IN ('letter', 'house')")
    op.execute("UPDATE invitation SET reply = 'none', replied_at = NULL WHERE reply IN ('tentative', 'delegated', 'lapsed')")
    op.execute("DELETE FROM history_entry WHERE kind IN ('tentative', 'delegated', 'lapsed', 'reminded', 'put_off', 'called_off')")
    op.execute("DELETE FROM presence WHERE scan_id IN (SELECT id FROM scan WHERE staff_id IS NULL OR method = 'online')")
    op.execute("DELETE FROM scan WHERE staff_id IS NULL OR method = 'online'")
    set_nullable('scan', 'staff_id', nullable=False)
    set_choices('scan', 'method', 'method', ('camera', 'code', 'name'))
    set_choices('event', 'format', 'eventformat', OLD_FORMATS)
    set_choices('event', 'status', 'eventstatus', OLD_STATUSES)
    set_choices('invitation', 'reply', 'replystate', OLD_ANSWERS)
    set_choices('reply', 'answer', 'replystate', OLD_ANSWERS)
    set_choices('reply', 'channel', 'channel', OLD_CHANNELS)
    set_choices('history_entry', 'kind', 'entrykind', OLD_ENTRIES)
    op.drop_index('uq_reply_invitation_id_once', table_name='reply')
    op.drop_index('ix_event_series_id', table_name='event')
    op.drop_index('ix_event_venue_id', table_name='event')
    drop_columns('event', 'theme', 'series_id', 'venue_id', 'goal', 'flags', 'capacity_min', 'capacity_ideal', 'companions', 'companions_most', 'companion_names', 'tentative_ok', 'delegate_ok', 'waitlist', 'overbooked_by', 'seats_held', 'heads_outside', 'join_url', 'join_minutes', 'approved_at', 'announced_for')
    drop_columns('invitation', 'wave', 'seats', 'heads', 'own_word', 'tentative_until', 'delegate_name', 'delegate_relation', 'delegate_tail', 'delegate_agreed_at', 'delegate_agreed_by_id', 'waited_since', 'wait_rank', 'wishes')
    drop_columns('print_run', 'notice')
    drop_columns('reply', 'seats', 'heads', 'party', 'reason', 'by_family', 'once')
    for table in (
        'traveller',
        'seating_step',
        'seat_wish',
        'seat_place',
        'seat_offer',
        'roll_call',
        'reminder',
        'pick_up',
        'party_member',
        'joint_guest',
        'change_request',
        'call_task',
        'wave_release',
        'trip_room',
        'trip_record',
        'theme_refusal',
        'seat_hold',
        'nomination',
        'next_first',
        'itinerary_item',
        'guest_list_version',
        'event_table',
        'event_speaker',
        'event_quota',
        'event_move',
        'coach',
        'checklist_item',
        'budget_line',
        'approval_step',
        'event_theme',
        'venue',
        'speaker',
        'event_series',
        'outbox_mail',
    ):
        op.drop_table(table)
