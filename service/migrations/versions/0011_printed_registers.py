"""Printed registers: archive settings of counties, names and proofs of the checklist 五牌六档一簿一手册."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.migrations.written_once import guard

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Table and the condition under which a row is the one being inserted (for SQLite's REPLACE).
APPEND_ONLY = {
    "archive_setting": "id = NEW.id",
    "checklist_name": "id = NEW.id",
    "checklist_filing": "id = NEW.id OR key = NEW.key",
}


def upgrade() -> None:
    code = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "archive_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", code, nullable=False),
        sa.Column("fonds", sa.Text(), nullable=False),
        sa.Column("retention", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_archive_setting_region_code")),
        sa.ForeignKeyConstraint(["set_by"], ["user.id"], name=op.f("fk_archive_setting_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_setting")),
    )
    op.create_index(op.f("ix_archive_setting_region_code"), "archive_setting", ["region_code"])
    op.create_table(
        "checklist_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", code, nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("item BETWEEN 1 AND 13", name=op.f("ck_checklist_name_item")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_checklist_name_region_code")),
        sa.ForeignKeyConstraint(["set_by"], ["user.id"], name=op.f("fk_checklist_name_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_name")),
    )
    op.create_index(op.f("ix_checklist_name_region_code_item"), "checklist_name", ["region_code", "item"])
    op.create_table(
        "checklist_filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", code, nullable=False),
        sa.Column("village_code", code, nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("filed_by", sa.Integer(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("item BETWEEN 1 AND 13", name=op.f("ck_checklist_filing_item")),
        sa.ForeignKeyConstraint(["village_code"], ["region.code"], name=op.f("fk_checklist_filing_village_code")),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name=op.f("fk_checklist_filing_attachment_id")),
        sa.ForeignKeyConstraint(["filed_by"], ["user.id"], name=op.f("fk_checklist_filing_filed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_filing")),
        sa.UniqueConstraint("key", name=op.f("uq_checklist_filing_key")),
    )
    op.create_index(op.f("ix_checklist_filing_attachment_id"), "checklist_filing", ["attachment_id"])
    op.create_index(op.f("ix_checklist_filing_village_code_item"), "checklist_filing", ["village_code", "item"])
    for table, same_row in APPEND_ONLY.items():
        guard(table, same_row)


def downgrade() -> None:
    # Triggers go with their tables.
    for table in ("checklist_filing", "checklist_name", "archive_setting"):
        op.drop_table(table)
