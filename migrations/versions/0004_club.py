"""club

Revision: 0004
After: 0003
"""

import sqlalchemy as sa
from alembic import op

import core.db


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('club',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('name_en', sa.String(length=60), nullable=False),
    sa.Column('service_line', sa.String(length=24), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_club_branch_id_branch')),
    sa.PrimaryKeyConstraint('branch_id', name=op.f('pk_club'))
    )
    op.create_table('club_level',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=4), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('name_en', sa.String(length=40), nullable=False),
    sa.Column('retired', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_club_level_branch_id_branch')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_club_level')),
    sa.UniqueConstraint('branch_id', 'code', name=op.f('uq_club_level_branch_id_code'))
    )
    with op.batch_alter_table('club_level', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_club_level_branch_id'), ['branch_id'], unique=False)

    op.create_table('member_sequence',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_member_sequence_branch_id_branch')),
    sa.PrimaryKeyConstraint('branch_id', 'year', name=op.f('pk_member_sequence'))
    )
    op.create_table('benefit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('level_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('salon', 'companion', 'trip', 'banquet', 'family_day', 'birthday_card', 'book', 'parking', 'priority', 'named_seat', 'other', name='benefitkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('name_en', sa.String(length=60), nullable=False),
    sa.Column('per_term', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['level_id'], ['club_level.id'], name=op.f('fk_benefit_level_id_club_level'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_benefit'))
    )
    with op.batch_alter_table('benefit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_benefit_level_id'), ['level_id'], unique=False)

    op.create_table('group_chat',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('rules_sent_on', sa.Date(), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('created_at', core.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_group_chat_branch_id_branch')),
    sa.ForeignKeyConstraint(['owner_id'], ['staff.id'], name=op.f('fk_group_chat_owner_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_chat'))
    )
    with op.batch_alter_table('group_chat', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_chat_branch_id'), ['branch_id'], unique=False)

    op.create_table('chat_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('chat_id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('called', sa.String(length=40), nullable=False),
    sa.Column('joined_on', sa.Date(), nullable=False),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.Column('left_because', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['chat_id'], ['group_chat.id'], name=op.f('fk_chat_member_chat_id_group_chat'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_chat_member_client_id_client'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chat_member'))
    )
    with op.batch_alter_table('chat_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_chat_member_chat_id'), ['chat_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_chat_member_client_id'), ['client_id'], unique=False)

    op.create_table('membership',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('level_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('prospect', 'invited', 'active', 'grace', 'lapsed', 'left', 'revoked', name='membershipstatus', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('number', sa.String(length=14), nullable=True),
    sa.Column('joined_on', sa.Date(), nullable=True),
    sa.Column('term_start', sa.Date(), nullable=True),
    sa.Column('term_end', sa.Date(), nullable=True),
    sa.Column('grace_until', sa.Date(), nullable=True),
    sa.Column('main_id', sa.Integer(), nullable=True),
    sa.Column('token_hash', sa.String(length=64), nullable=True),
    sa.Column('sealed', sa.String(length=160), nullable=True),
    sa.Column('created_at', core.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_membership_branch_id_branch')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_membership_client_id_client'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['level_id'], ['club_level.id'], name=op.f('fk_membership_level_id_club_level')),
    sa.ForeignKeyConstraint(['main_id'], ['membership.id'], name=op.f('fk_membership_main_id_membership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership')),
    sa.UniqueConstraint('client_id', name=op.f('uq_membership_client_id')),
    sa.UniqueConstraint('number', name=op.f('uq_membership_number')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_membership_token_hash'))
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_branch_id'), ['branch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_membership_level_id'), ['level_id'], unique=False)
        batch_op.create_index('ix_membership_level_id_status_client_id', ['level_id', 'status', 'client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_membership_main_id'), ['main_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_membership_term_end'), ['term_end'], unique=False)

    op.create_table('benefit_use',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('membership_id', sa.Integer(), nullable=False),
    sa.Column('benefit_id', sa.Integer(), nullable=False),
    sa.Column('used_on', sa.Date(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=120), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('at', core.db.UtcDateTime(), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=True),
    sa.ForeignKeyConstraint(['benefit_id'], ['benefit.id'], name=op.f('fk_benefit_use_benefit_id_benefit')),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_benefit_use_membership_id_membership'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_benefit_use_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_benefit_use')),
    sa.UniqueConstraint('key', name=op.f('uq_benefit_use_key'))
    )
    with op.batch_alter_table('benefit_use', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_benefit_use_benefit_id'), ['benefit_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_benefit_use_membership_id'), ['membership_id'], unique=False)

    op.create_table('membership_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('membership_id', sa.Integer(), nullable=False),
    sa.Column('move', sa.Enum('proposed', 'invited', 'joined', 'renewed', 'upgraded', 'grace', 'stepped_down', 'lapsed', 'left', 'revoked', 'rejoined', 'card_printed', name='membershipmove', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('at', core.db.UtcDateTime(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('level_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['level_id'], ['club_level.id'], name=op.f('fk_membership_step_level_id_club_level')),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_membership_step_membership_id_membership'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_membership_step_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership_step'))
    )
    with op.batch_alter_table('membership_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_step_membership_id'), ['membership_id'], unique=False)

    op.create_table('club_order',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('ordered_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', core.db.UtcDateTime(), nullable=False),
    sa.Column('stock', sa.Enum('sheet', 'id1', 'vip', name='cardstock', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('letter', sa.Enum('club_welcome', 'club_renewal', name='clubletter', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('channel', sa.Enum('hand', 'post', 'phone', 'sms', 'wechat', 'email', name='contactchannel', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('member_ids', sa.JSON(), nullable=False),
    sa.Column('left_out', sa.JSON(), nullable=False),
    sa.Column('cards_file', sa.String(length=60), nullable=True),
    sa.Column('letters_file', sa.String(length=60), nullable=True),
    sa.Column('cards', sa.Integer(), nullable=False),
    sa.Column('letters', sa.Integer(), nullable=False),
    sa.Column('finished_at', core.db.UtcDateTime(), nullable=True),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_club_order_branch_id_branch')),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_club_order_job_id_job')),
    sa.ForeignKeyConstraint(['ordered_by_id'], ['staff.id'], name=op.f('fk_club_order_ordered_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_club_order'))
    )
    with op.batch_alter_table('club_order', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_club_order_branch_id'), ['branch_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('club_order', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_club_order_branch_id'))

    op.drop_table('club_order')
    with op.batch_alter_table('membership_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_membership_step_membership_id'))

    op.drop_table('membership_step')
    with op.batch_alter_table('benefit_use', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_benefit_use_membership_id'))
        batch_op.drop_index(batch_op.f('ix_benefit_use_benefit_id'))

    op.drop_table('benefit_use')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_membership_term_end'))
        batch_op.drop_index(batch_op.f('ix_membership_main_id'))
        batch_op.drop_index('ix_membership_level_id_status_client_id')
        batch_op.drop_index(batch_op.f('ix_membership_level_id'))
        batch_op.drop_index(batch_op.f('ix_membership_branch_id'))

    op.drop_table('membership')
    with op.batch_alter_table('chat_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_chat_member_client_id'))
        batch_op.drop_index(batch_op.f('ix_chat_member_chat_id'))

    op.drop_table('chat_member')
    with op.batch_alter_table('group_chat', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_group_chat_branch_id'))

    op.drop_table('group_chat')
    with op.batch_alter_table('benefit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_benefit_level_id'))

    op.drop_table('benefit')
    op.drop_table('member_sequence')
    with op.batch_alter_table('club_level', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_club_level_branch_id'))

    op.drop_table('club_level')
    op.drop_table('club')
