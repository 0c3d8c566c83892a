"""The yearly round with its rolls, decisions and signatures; explanations of slippage; categories of a target."""

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa
from alembic import op

from service.migrations.written_once import guard

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Table and the condition under which a row is the one being inserted (for SQLite's REPLACE).
APPEND_ONLY = {
    "campaign": "id = NEW.id OR (county_code = NEW.county_code AND year = NEW.year)",
    "roll_household": "roll_id = NEW.roll_id AND household_id = NEW.household_id",
    "yearly_decision": "campaign_id = NEW.campaign_id AND household_id = NEW.household_id AND seq = NEW.seq",
    "last_year_confirmation": (
        "roll_id = NEW.roll_id AND record_id = NEW.record_id AND kind = NEW.kind AND seq = NEW.seq"
    ),
    "roll_list": "roll_id = NEW.roll_id AND number = NEW.number",
    "roll_act": "id = NEW.id OR (roll_id = NEW.roll_id AND list_number = NEW.list_number AND step = NEW.step)",
    "slippage": "id = NEW.id",
}
STATES: Final = (
    "'opened', 'deciding', 'submitted', 'secretary_of_township_signed', 'township_signed', "
    "'secretary_of_county_signed', 'closed'"
)

code = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", code, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("post_region_code", code, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["county_code"], ["region.code"], name=op.f("fk_campaign_county_code")),
        sa.ForeignKeyConstraint(["opened_by"], ["user.id"], name=op.f("fk_campaign_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("county_code", "year", name=op.f("uq_campaign_county_code_year")),
    )
    op.create_table(
        "roll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("township_code", code, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_roll_state")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_roll_campaign_id")),
        sa.ForeignKeyConstraint(["township_code"], ["region.code"], name=op.f("fk_roll_township_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll")),
        sa.UniqueConstraint("campaign_id", "township_code", name=op.f("uq_roll_campaign_id_township_code")),
    )
    op.create_index(op.f("ix_roll_township_code"), "roll", ["township_code"])
    op.create_table(
        "roll_household",
        sa.Column("roll_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["roll_id"], ["roll.id"], name=op.f("fk_roll_household_roll_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_roll_household_household_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_roll_household_record_id")),
        sa.PrimaryKeyConstraint("roll_id", "household_id", name=op.f("pk_roll_household")),
    )
    op.create_index(op.f("ix_roll_household_household_id"), "roll_household", ["household_id"])
    op.create_table(
        "yearly_decision",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("roll_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("post_region_code", code, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("decision IN ('new', 'continued', 'exit')", name=op.f("ck_yearly_decision_decision")),
        sa.CheckConstraint("seq > 0", name=op.f("ck_yearly_decision_seq")),
        sa.CheckConstraint("seq = 1 OR reason <> ''", name=op.f("ck_yearly_decision_reason")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_yearly_decision_campaign_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_yearly_decision_household_id")),
        sa.ForeignKeyConstraint(["roll_id"], ["roll.id"], name=op.f("fk_yearly_decision_roll_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_yearly_decision_record_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_yearly_decision_decided_by")),
        sa.PrimaryKeyConstraint("campaign_id", "household_id", "seq", name=op.f("pk_yearly_decision")),
    )
    op.create_index(op.f("ix_yearly_decision_household_id"), "yearly_decision", ["household_id"])
    op.create_index(op.f("ix_yearly_decision_roll_id"), "yearly_decision", ["roll_id"])
    op.create_table(
        "last_year_confirmation",
        sa.Column("roll_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("post_region_code", code, nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('exit', 'relapse')", name=op.f("ck_last_year_confirmation_kind")),
        sa.CheckConstraint("seq > 0", name=op.f("ck_last_year_confirmation_seq")),
        sa.CheckConstraint("(confirmed AND seq = 1) OR reason <> ''", name=op.f("ck_last_year_confirmation_reason")),
        sa.ForeignKeyConstraint(["roll_id"], ["roll.id"], name=op.f("fk_last_year_confirmation_roll_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_last_year_confirmation_record_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["user.id"], name=op.f("fk_last_year_confirmation_confirmed_by")),
        sa.PrimaryKeyConstraint("roll_id", "record_id", "kind", "seq", name=op.f("pk_last_year_confirmation")),
    )
    op.create_index(op.f("ix_last_year_confirmation_record_id"), "last_year_confirmation", ["record_id"])
    op.create_table(
        "roll_list",
        sa.Column("roll_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("sha256", code, nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["roll_id"], ["roll.id"], name=op.f("fk_roll_list_roll_id")),
        sa.ForeignKeyConstraint(["submitted_by"], ["user.id"], name=op.f("fk_roll_list_submitted_by")),
        sa.PrimaryKeyConstraint("roll_id", "number", name=op.f("pk_roll_list")),
    )
    op.create_table(
        "roll_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roll_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("list_number", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("signer_office", sa.Text(), nullable=False),
        sa.Column("signer_name", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("post_region_code", code, nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(signer_office = '') = (signed_on IS NULL) AND (signer_office = '') = (signer_name = '')",
            name=op.f("ck_roll_act_signature"),
        ),
        sa.ForeignKeyConstraint(
            ["roll_id", "list_number"],
            ["roll_list.roll_id", "roll_list.number"],
            name=op.f("fk_roll_act_roll_id_list_number"),
        ),
        sa.ForeignKeyConstraint(["roll_id"], ["roll.id"], name=op.f("fk_roll_act_roll_id")),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name=op.f("fk_roll_act_attachment_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_roll_act_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_act")),
        sa.UniqueConstraint("roll_id", "list_number", "step", name=op.f("uq_roll_act_roll_id_list_number_step")),
    )
    op.create_table(
        "slippage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("region_code", code, nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("planned_year", sa.Integer(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("expected_year", sa.Integer(), nullable=True),
        sa.Column("explained_by", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("post_region_code", code, nullable=False),
        sa.Column("explained_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("subject IN ('household', 'village', 'county')", name=op.f("ck_slippage_subject")),
        sa.CheckConstraint("(subject = 'household') = (household_id IS NOT NULL)", name=op.f("ck_slippage_household")),
        sa.CheckConstraint("explanation <> ''", name=op.f("ck_slippage_explanation")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_slippage_region_code")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_slippage_household_id")),
        sa.ForeignKeyConstraint(["explained_by"], ["user.id"], name=op.f("fk_slippage_explained_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slippage")),
    )
    op.create_index(op.f("ix_slippage_household_id"), "slippage", ["household_id"])
    op.create_index(op.f("ix_slippage_subject_region_code"), "slippage", ["subject", "region_code"])
    op.create_table(
        "target_category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.CheckConstraint("planned > 0", name=op.f("ck_target_category_planned")),
        sa.ForeignKeyConstraint(["target_id"], ["target.id"], name=op.f("fk_target_category_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_category")),
        sa.UniqueConstraint("target_id", "category", name=op.f("uq_target_category_target_id_category")),
    )
    for table, same_row in APPEND_ONLY.items():
        guard(table, same_row)


def downgrade() -> None:
    # Triggers go with their tables.
    for table in (
        "target_category",
        "slippage",
        "roll_act",
        "roll_list",
        "last_year_confirmation",
        "yearly_decision",
        "roll_household",
        "roll",
        "campaign",
    ):
        op.drop_table(table)
