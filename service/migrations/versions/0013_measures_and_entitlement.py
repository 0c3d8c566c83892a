"""Policies with their rules, what was received under them, and whether a pupil boards."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.migrations.written_once import guard

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Table and the condition under which a row is the one being inserted (for SQLite's REPLACE).
APPEND_ONLY = {
    "policy": "id = NEW.id",
    "benefit": "id = NEW.id OR (key = NEW.key AND place = NEW.place) OR reverses_id = NEW.reverses_id",
}

code = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
amount = sa.Text().with_variant(sa.Numeric(12, 4), "postgresql")


def upgrade() -> None:
    op.add_column("member", sa.Column("boarding", sa.Boolean(), nullable=True))
    op.create_table(
        "policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", code, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", code, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("from_year", sa.Integer(), nullable=False),
        sa.Column("to_year", sa.Integer(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("often", sa.Text(), nullable=False),
        sa.Column("amount", amount, nullable=True),
        sa.Column("cap", amount, nullable=True),
        sa.Column("most_months", sa.Integer(), nullable=True),
        sa.Column("period_years", sa.Integer(), nullable=True),
        sa.Column("on_request", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("extension", sa.Text(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.CheckConstraint("unit IN ('person', 'household', 'village')", name=op.f("ck_policy_unit")),
        sa.CheckConstraint("often IN ('once', 'yearly', 'monthly', 'period', 'loan')", name=op.f("ck_policy_often")),
        sa.CheckConstraint("amount IS NULL OR CAST(amount AS NUMERIC) > 0", name=op.f("ck_policy_amount")),
        sa.CheckConstraint("cap IS NULL OR CAST(cap AS NUMERIC) > 0", name=op.f("ck_policy_cap")),
        sa.CheckConstraint("most_months IS NULL OR most_months > 0", name=op.f("ck_policy_most_months")),
        sa.CheckConstraint("(often = 'period') = (period_years IS NOT NULL)", name=op.f("ck_policy_period_years")),
        sa.CheckConstraint("to_year IS NULL OR to_year >= from_year", name=op.f("ck_policy_order_of_years")),
        sa.ForeignKeyConstraint(["entered_by"], ["user.id"], name=op.f("fk_policy_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
    )
    op.create_index(op.f("ix_policy_region_code_code"), "policy", ["region_code", "code"])
    op.create_table(
        "benefit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", code, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("policy_code", code, nullable=False),
        sa.Column("village_code", code, nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("amount", amount, nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("fund", sa.Text(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("beyond", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("post_region_code", code, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("CAST(amount AS NUMERIC) > 0", name=op.f("ck_benefit_amount")),
        sa.CheckConstraint(
            "member_id IS NULL OR household_id IS NOT NULL", name=op.f("ck_benefit_member_of_a_household")
        ),
        sa.CheckConstraint(
            "to_on IS NULL OR (from_on IS NOT NULL AND to_on >= from_on)", name=op.f("ck_benefit_order_of_days")
        ),
        sa.CheckConstraint("NOT beyond OR reason <> ''", name=op.f("ck_benefit_beyond_has_a_reason")),
        sa.CheckConstraint("reverses_id IS NULL OR reason <> ''", name=op.f("ck_benefit_reversal_has_a_reason")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_benefit_policy_id")),
        sa.ForeignKeyConstraint(["village_code"], ["region.code"], name=op.f("fk_benefit_village_code")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_benefit_household_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_benefit_member_id")),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name=op.f("fk_benefit_attachment_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["benefit.id"], name=op.f("fk_benefit_reverses_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["user.id"], name=op.f("fk_benefit_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit")),
        sa.UniqueConstraint("key", "place", name=op.f("uq_benefit_key_place")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_benefit_reverses_id")),
    )
    op.create_index(op.f("ix_benefit_attachment_id"), "benefit", ["attachment_id"])
    op.create_index(op.f("ix_benefit_household_id_policy_code"), "benefit", ["household_id", "policy_code"])
    op.create_index(op.f("ix_benefit_village_code_year"), "benefit", ["village_code", "year"])
    for table, same_row in APPEND_ONLY.items():
        guard(table, same_row)


def downgrade() -> None:
    # Triggers go with their tables.
    op.drop_table("benefit")
    op.drop_table("policy")
    op.drop_column("member", "boarding")
