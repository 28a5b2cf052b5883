"""the day itself

Revision: 0007
After: 0006
"""

import sqlalchemy as sa
from alembic import op

import core.db
from core.altering import add_choice, add_reference, drop_columns, set_choices, set_nullable


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

OLD_VERDICTS = (
    'ok', 'declined_but_here', 'waitlisted_but_here', 'unanswered_but_here', 'already', 'other_event', 'revoked',
    'unknown', 'undone',
)
VERDICTS = (*OLD_VERDICTS, 'ok_attention', 'left', 'noted')
OLD_METHODS = ('camera', 'code', 'name', 'online')
METHODS = (*OLD_METHODS, 'paper', 'walk_in')
OLD_ENTRIES = (
    'invited', 'withdrawn', 'letter_printed', 'letter_delivered', 'accepted', 'declined', 'waitlisted', 'cancelled',
    'outcome_attended', 'outcome_no_show', 'outcome_declined', 'outcome_no_answer', 'call', 'wechat', 'visit',
    'note', 'sms', 'email', 'meeting', 'letter_returned', 'card_sent', 'gift', 'represented', 'consent_changed',
    'tier_changed', 'club_changed', 'hold_changed', 'owner_changed', 'merged', 'tentative', 'delegated', 'lapsed',
    'reminded', 'put_off', 'called_off',
)
NEW_ENTRIES = ('outcome_excused', 'feedback', 'followed_up')


def upgrade() -> None:
    op.create_table('api_token',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('may', sa.JSON(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', core.db.UtcDateTime(), nullable=False),
    sa.Column('expires_at', core.db.UtcDateTime(), nullable=False),
    sa.Column('revoked_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('last_used_at', core.db.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_api_token_branch_id_branch')),
    sa.ForeignKeyConstraint(['made_by_id'], ['staff.id'], name=op.f('fk_api_token_made_by_id_staff')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_api_token_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
    sa.UniqueConstraint('staff_id', name=op.f('uq_api_token_staff_id')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_api_token_token_hash'))
    )
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_api_token_branch_id'), ['branch_id'], unique=False)

    op.create_table('webhook',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('url', sa.String(length=300), nullable=False),
    sa.Column('kinds', sa.JSON(), nullable=False),
    sa.Column('sealed_secret', sa.String(length=200), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', core.db.UtcDateTime(), nullable=False),
    sa.Column('stopped_at', core.db.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_webhook_branch_id_branch')),
    sa.ForeignKeyConstraint(['made_by_id'], ['staff.id'], name=op.f('fk_webhook_made_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook'))
    )
    with op.batch_alter_table('webhook', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_webhook_branch_id'), ['branch_id'], unique=False)

    op.create_table('answered_request',
    sa.Column('token_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('asked', sa.String(length=64), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('answer', sa.JSON(), nullable=False),
    sa.Column('at', core.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['token_id'], ['api_token.id'], name=op.f('fk_answered_request_token_id_api_token')),
    sa.PrimaryKeyConstraint('token_id', 'key', name=op.f('pk_answered_request'))
    )
    with op.batch_alter_table('answered_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answered_request_at'), ['at'], unique=False)

    op.create_table('door_device',
    sa.Column('staff_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('gate', sa.String(length=20), nullable=False),
    sa.Column('paired_at', core.db.UtcDateTime(), nullable=False),
    sa.Column('paired_by_id', sa.Integer(), nullable=False),
    sa.Column('expires_at', core.db.UtcDateTime(), nullable=False),
    sa.Column('revoked_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('wiped_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('last_seen_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('offset_ms', sa.BigInteger(), nullable=True),
    sa.Column('waiting', sa.Integer(), nullable=False),
    sa.Column('pack_at', core.db.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_door_device_event_id_event')),
    sa.ForeignKeyConstraint(['paired_by_id'], ['staff.id'], name=op.f('fk_door_device_paired_by_id_staff')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_door_device_staff_id_staff')),
    sa.PrimaryKeyConstraint('staff_id', name=op.f('pk_door_device'))
    )
    with op.batch_alter_table('door_device', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_door_device_event_id'), ['event_id'], unique=False)

    op.create_table('door_setting',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('gates', sa.JSON(), nullable=False),
    sa.Column('reentry', sa.Boolean(), nullable=False),
    sa.Column('badges', sa.Boolean(), nullable=False),
    sa.Column('offline_names', sa.Boolean(), nullable=False),
    sa.Column('walk_ins', sa.Boolean(), nullable=False),
    sa.Column('feedback_token', sa.String(length=26), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_door_setting_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', name=op.f('pk_door_setting')),
    sa.UniqueConstraint('feedback_token', name=op.f('uq_door_setting_feedback_token'))
    )
    op.create_table('evening_report',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('bodies', sa.Integer(), nullable=True),
    sa.Column('bodies_note', sa.String(length=200), nullable=False),
    sa.Column('programme', sa.String(length=1000), nullable=False),
    sa.Column('incidents', sa.String(length=1000), nullable=False),
    sa.Column('keep', sa.String(length=600), nullable=False),
    sa.Column('stop', sa.String(length=600), nullable=False),
    sa.Column('try_next', sa.String(length=600), nullable=False),
    sa.Column('again', sa.Boolean(), nullable=True),
    sa.Column('written_by_id', sa.Integer(), nullable=True),
    sa.Column('written_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('signed_by_id', sa.Integer(), nullable=True),
    sa.Column('signed_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_evening_report_event_id_event')),
    sa.ForeignKeyConstraint(['signed_by_id'], ['staff.id'], name=op.f('fk_evening_report_signed_by_id_staff')),
    sa.ForeignKeyConstraint(['written_by_id'], ['staff.id'], name=op.f('fk_evening_report_written_by_id_staff')),
    sa.PrimaryKeyConstraint('event_id', name=op.f('pk_evening_report'))
    )
    op.create_table('figure_snapshot',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('at', core.db.UtcDateTime(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_figure_snapshot_event_id_event')),
    sa.PrimaryKeyConstraint('event_id', 'days', name=op.f('pk_figure_snapshot'))
    )
    op.create_table('gift',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('name_en', sa.String(length=60), nullable=False),
    sa.Column('unit_fen', sa.Integer(), nullable=False),
    sa.Column('stock', sa.Integer(), nullable=False),
    sa.Column('returned', sa.Integer(), nullable=True),
    sa.CheckConstraint('returned >= 0', name=op.f('ck_gift_returned')),
    sa.CheckConstraint('stock BETWEEN 0 AND 5000', name=op.f('ck_gift_stock')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_gift_event_id_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gift')),
    sa.UniqueConstraint('event_id', 'name', name=op.f('uq_gift_event_id_name'))
    )
    with op.batch_alter_table('gift', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gift_event_id'), ['event_id'], unique=False)

    op.create_table('quarantined',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('received_at', core.db.UtcDateTime(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.Column('problem', sa.String(length=24), nullable=False),
    sa.Column('settled_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('settled_by_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_quarantined_event_id_event')),
    sa.ForeignKeyConstraint(['settled_by_id'], ['staff.id'], name=op.f('fk_quarantined_settled_by_id_staff')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_quarantined_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quarantined')),
    sa.UniqueConstraint('fingerprint', name=op.f('uq_quarantined_fingerprint'))
    )
    with op.batch_alter_table('quarantined', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_quarantined_event_id'), ['event_id'], unique=False)

    op.create_table('webhook_delivery',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('webhook_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('at', core.db.UtcDateTime(), nullable=False),
    sa.Column('due_at', core.db.UtcDateTime(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'delivered', 'given_up', name='deliverystate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('lease', sa.String(length=32), nullable=True),
    sa.Column('leased_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('last_status', sa.Integer(), nullable=True),
    sa.Column('error', sa.String(length=120), nullable=False),
    sa.Column('delivered_at', core.db.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['webhook_id'], ['webhook.id'], name=op.f('fk_webhook_delivery_webhook_id_webhook')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_delivery')),
    sa.UniqueConstraint('webhook_id', 'key', name=op.f('uq_webhook_delivery_webhook_id_key'))
    )
    with op.batch_alter_table('webhook_delivery', schema=None) as batch_op:
        batch_op.create_index('ix_webhook_delivery_state_due_at', ['state', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_webhook_delivery_webhook_id'), ['webhook_id'], unique=False)

    op.create_table('closing_decision',
    sa.Column('invitation_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('person', sa.String(length=12), nullable=False),
    sa.Column('said', sa.Enum('no_show', 'excused', 'came', name='unresolved', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('note', sa.String(length=120), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('at', core.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_closing_decision_invitation_id_invitation')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_closing_decision_staff_id_staff')),
    sa.PrimaryKeyConstraint('invitation_id', 'person', name=op.f('pk_closing_decision'))
    )
    op.create_table('feedback',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('invitation_id', sa.Integer(), nullable=True),
    sa.Column('at', core.db.UtcDateTime(), nullable=False),
    sa.Column('overall', sa.Integer(), nullable=True),
    sa.Column('useful', sa.Integer(), nullable=True),
    sa.Column('speaker', sa.Integer(), nullable=True),
    sa.Column('ease', sa.Enum('easy', 'fair', 'hard', name='ease', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('ease_note', sa.String(length=120), nullable=False),
    sa.Column('welcome', sa.Integer(), nullable=True),
    sa.Column('recommend', sa.Integer(), nullable=True),
    sa.Column('topics', sa.JSON(), nullable=False),
    sa.Column('topic_note', sa.String(length=60), nullable=False),
    sa.Column('words', sa.String(length=500), nullable=False),
    sa.Column('call_me', sa.Boolean(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('by_staff_id', sa.Integer(), nullable=True),
    sa.Column('once', sa.String(length=40), nullable=False),
    sa.CheckConstraint('overall BETWEEN 1 AND 5', name=op.f('ck_feedback_overall')),
    sa.CheckConstraint('recommend BETWEEN 0 AND 10', name=op.f('ck_feedback_recommend')),
    sa.CheckConstraint('speaker BETWEEN 1 AND 5', name=op.f('ck_feedback_speaker')),
    sa.CheckConstraint('useful BETWEEN 1 AND 5', name=op.f('ck_feedback_useful')),
    sa.CheckConstraint('welcome BETWEEN 1 AND 5', name=op.f('ck_feedback_welcome')),
    sa.ForeignKeyConstraint(['by_staff_id'], ['staff.id'], name=op.f('fk_feedback_by_staff_id_staff')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_feedback_event_id_event')),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_feedback_invitation_id_invitation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback')),
    sa.UniqueConstraint('once', name=op.f('uq_feedback_once'))
    )
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_feedback_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_feedback_invitation_id'), ['invitation_id'], unique=False)

    op.create_table('pairing_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('gate', sa.String(length=20), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', core.db.UtcDateTime(), nullable=False),
    sa.Column('expires_at', core.db.UtcDateTime(), nullable=False),
    sa.Column('used_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['device_id'], ['door_device.staff_id'], name=op.f('fk_pairing_code_device_id_door_device')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_pairing_code_event_id_event')),
    sa.ForeignKeyConstraint(['made_by_id'], ['staff.id'], name=op.f('fk_pairing_code_made_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pairing_code')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_pairing_code_code_hash'))
    )
    with op.batch_alter_table('pairing_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pairing_code_event_id'), ['event_id'], unique=False)

    op.create_table('walk_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('at', core.db.UtcDateTime(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('called', sa.String(length=40), nullable=False),
    sa.Column('phone', sa.String(length=24), nullable=False),
    sa.Column('brought_by', sa.String(length=40), nullable=False),
    sa.Column('brought_by_id', sa.Integer(), nullable=True),
    sa.Column('heads', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=True),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('consented_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('consent_text', sa.String(length=200), nullable=False),
    sa.Column('forgotten_at', core.db.UtcDateTime(), nullable=True),
    sa.CheckConstraint('heads BETWEEN 1 AND 20', name=op.f('ck_walk_in_heads')),
    sa.ForeignKeyConstraint(['brought_by_id'], ['invitation.id'], name=op.f('fk_walk_in_brought_by_id_invitation')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_walk_in_client_id_client')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_walk_in_event_id_event')),
    sa.ForeignKeyConstraint(['owner_id'], ['staff.id'], name=op.f('fk_walk_in_owner_id_staff')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_walk_in_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_walk_in'))
    )
    with op.batch_alter_table('walk_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_walk_in_client_id'), ['client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_walk_in_event_id'), ['event_id'], unique=False)

    op.create_table('welcome',
    sa.Column('invitation_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('at', core.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_welcome_invitation_id_invitation')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_welcome_staff_id_staff')),
    sa.PrimaryKeyConstraint('invitation_id', name=op.f('pk_welcome'))
    )
    op.create_table('follow_up',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=True),
    sa.Column('walk_in_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.Enum('same_day', 'thank_you', 'no_show', 'cancelled_same_day', 'question', 'interest', 'lead', 'discontent', name='followupkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', core.db.UtcDateTime(), nullable=False),
    sa.Column('due_at', core.db.UtcDateTime(), nullable=False),
    sa.Column('done_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('dropped', sa.Boolean(), nullable=False),
    sa.Column('letter_line', sa.String(length=120), server_default='', nullable=False),
    sa.CheckConstraint('(client_id IS NULL) <> (walk_in_id IS NULL)', name=op.f('ck_follow_up_of_somebody')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_follow_up_client_id_client')),
    sa.ForeignKeyConstraint(['done_by_id'], ['staff.id'], name=op.f('fk_follow_up_done_by_id_staff')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_follow_up_event_id_event')),
    sa.ForeignKeyConstraint(['owner_id'], ['staff.id'], name=op.f('fk_follow_up_owner_id_staff')),
    sa.ForeignKeyConstraint(['walk_in_id'], ['walk_in.id'], name=op.f('fk_follow_up_walk_in_id_walk_in')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_up')),
    sa.UniqueConstraint('key', name=op.f('uq_follow_up_key'))
    )
    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_follow_up_client_id'), ['client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_follow_up_event_id'), ['event_id'], unique=False)
        batch_op.create_index('ix_follow_up_owner_id_done_at_due_at', ['owner_id', 'done_at', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_follow_up_walk_in_id'), ['walk_in_id'], unique=False)

    op.add_column('invitation', sa.Column('door_note', sa.String(length=80), server_default='', nullable=False))
    op.add_column('invitation', sa.Column('greeted', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('staff', sa.Column('is_device', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('staff_session', sa.Column('lasts_until', core.db.UtcDateTime(), nullable=True))
    for column in ('came', 'inside'):
        op.add_column('presence', sa.Column(column, sa.JSON(), server_default='["g"]', nullable=False))
    for column, default in (('heads', '1'), ('heads_inside', '1'), ('conflicts', '0'), ('version', '1')):
        op.add_column('presence', sa.Column(column, sa.Integer(), server_default=default, nullable=False))
    op.add_column('presence', sa.Column('gifts', sa.JSON(), server_default='[]', nullable=False))
    add_choice('scan', 'act', 'act', ('enter', 'leave', 'undo', 'gift', 'badge'), default='enter')
    op.add_column('scan', sa.Column('persons', sa.JSON(), server_default='[]', nullable=False))
    op.add_column('scan', sa.Column('happened_at', core.db.UtcDateTime(), nullable=True))
    op.add_column('scan', sa.Column('device_at', core.db.UtcDateTime(), nullable=True))
    op.add_column('scan', sa.Column('offset_ms', sa.BigInteger(), nullable=True))
    op.add_column('scan', sa.Column('gate', sa.String(length=20), server_default='', nullable=False))
    op.add_column('scan', sa.Column('offline', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('scan', sa.Column('forced', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('scan', sa.Column('reason', sa.String(length=120), server_default='', nullable=False))
    op.add_column('scan', sa.Column('undoes', sa.String(length=36), nullable=True))
    add_reference('scan', 'gift_id', 'gift')
    add_reference('scan', 'walk_in_id', 'walk_in')
    # What stood in the ledger before: each admission let in the client alone, and an undo took back the last of them.
    op.execute("UPDATE scan SET happened_at = at")
    op.execute(
        "UPDATE scan SET persons = '[\"g\"]' WHERE verdict IN"
        " ('ok', 'declined_but_here', 'waitlisted_but_here', 'unanswered_but_here')"
    )
    op.execute(
        "UPDATE scan SET act = 'undo', undoes = (SELECT let.scan_id FROM scan AS let WHERE let.id = (SELECT MAX(before.id)"
        " FROM scan AS before WHERE before.invitation_id = scan.invitation_id AND before.id < scan.id AND before.verdict IN"
        " ('ok', 'declined_but_here', 'waitlisted_but_here', 'unanswered_but_here'))) WHERE verdict = 'undone'"
    )
    set_nullable('scan', 'happened_at', nullable=False)
    set_choices('scan', 'verdict', 'verdict', VERDICTS)
    set_choices('scan', 'method', 'method', METHODS)
    set_choices('history_entry', 'kind', 'entrykind', (*OLD_ENTRIES, *NEW_ENTRIES))
    op.create_index('ix_scan_event_id_happened_at', 'scan', ['event_id', 'happened_at'], unique=False)
    op.create_index('ix_scan_undoes', 'scan', ['undoes'], unique=False)
    of_walk_ins = sa.text('walk_in_id IS NOT NULL')
    op.create_index('ix_scan_walk_in_id', 'scan', ['walk_in_id'], unique=False, sqlite_where=of_walk_ins, postgresql_where=of_walk_ins)


def downgrade() -> None:
    # A choice that only the newer version knows must not stand in a row any more.
    op.execute("DELETE FROM history_entry WHERE kind IN ('outcome_excused', 'feedback', 'followed_up')")
    op.execute("UPDATE scan SET method = 'name' WHERE method = 'paper'")
    op.execute("UPDATE scan SET verdict = 'ok' WHERE verdict = 'ok_attention'")
    kept = "act IN ('enter', 'undo') AND walk_in_id IS NULL AND method <> 'walk_in'"
    op.execute(f"DELETE FROM presence WHERE scan_id IN (SELECT id FROM scan WHERE NOT ({kept}))")
    op.execute(f"DELETE FROM scan WHERE NOT ({kept})")
    op.drop_index('ix_scan_walk_in_id', table_name='scan')
    op.drop_index('ix_scan_undoes', table_name='scan')
    op.drop_index('ix_scan_event_id_happened_at', table_name='scan')
    set_choices('scan', 'verdict', 'verdict', OLD_VERDICTS)
    set_choices('scan', 'method', 'method', OLD_METHODS)
    set_choices('history_entry', 'kind', 'entrykind', OLD_ENTRIES)
    drop_columns('scan', 'act', 'persons', 'happened_at', 'device_at', 'offset_ms', 'gate', 'offline', 'forced', 'reason', 'undoes', 'gift_id', 'walk_in_id')
    drop_columns('presence', 'came', 'inside', 'heads', 'heads_inside', 'conflicts', 'version', 'gifts')
    drop_columns('invitation', 'door_note', 'greeted')
    drop_columns('staff', 'is_device')
    drop_columns('staff_session', 'lasts_until')
    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_follow_up_walk_in_id'))
        batch_op.drop_index('ix_follow_up_owner_id_done_at_due_at')
        batch_op.drop_index(batch_op.f('ix_follow_up_event_id'))
        batch_op.drop_index(batch_op.f('ix_follow_up_client_id'))

    op.drop_table('follow_up')
    op.drop_table('welcome')
    with op.batch_alter_table('walk_in', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_walk_in_event_id'))
        batch_op.drop_index(batch_op.f('ix_walk_in_client_id'))

    op.drop_table('walk_in')
    with op.batch_alter_table('pairing_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pairing_code_event_id'))

    op.drop_table('pairing_code')
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_feedback_invitation_id'))
        batch_op.drop_index(batch_op.f('ix_feedback_event_id'))

    op.drop_table('feedback')
    op.drop_table('closing_decision')
    with op.batch_alter_table('webhook_delivery', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_webhook_delivery_webhook_id'))
        batch_op.drop_index('ix_webhook_delivery_state_due_at')

    op.drop_table('webhook_delivery')
    with op.batch_alter_table('quarantined', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_quarantined_event_id'))

    op.drop_table('quarantined')
    with op.batch_alter_table('gift', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_gift_event_id'))

    op.drop_table('gift')
    op.drop_table('figure_snapshot')
    op.drop_table('evening_report')
    op.drop_table('door_setting')
    with op.batch_alter_table('door_device', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_door_device_event_id'))

    op.drop_table('door_device')
    with op.batch_alter_table('answered_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_answered_request_at'))

    op.drop_table('answered_request')
    with op.batch_alter_table('webhook', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_webhook_branch_id'))

    op.drop_table('webhook')
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_api_token_branch_id'))

    op.drop_table('api_token')
