"""The printing register, and jobs that print many notices."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.migrations.written_once import guard

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Table and the condition under which a row is the one being inserted (for SQLite's REPLACE).
APPEND_ONLY = {
    "notice_copy": "id = NEW.id OR key = NEW.key OR (notice_id = NEW.notice_id AND number = NEW.number)",
}
OPEN = sa.text("state IN ('waiting', 'printing')")


def upgrade() -> None:
    code = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "notice_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("key", code, nullable=False),
        sa.Column("printed_by", sa.Integer(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("copies BETWEEN 1 AND 99", name=op.f("ck_notice_copy_copies")),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_notice_copy_reason")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_copy_notice_id")),
        sa.ForeignKeyConstraint(["printed_by"], ["user.id"], name=op.f("fk_notice_copy_printed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_copy")),
        sa.UniqueConstraint("notice_id", "number", name=op.f("uq_notice_copy_notice_id_number")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_copy_key")),
    )
    op.create_table(
        "print_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", code, nullable=False),
        sa.Column("region_code", code, nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ordered_by", sa.Integer(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_sha256", code, nullable=True),
        sa.CheckConstraint("copies BETWEEN 1 AND 99", name=op.f("ck_print_job_copies")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_print_job_region_code")),
        sa.ForeignKeyConstraint(["ordered_by"], ["user.id"], name=op.f("fk_print_job_ordered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
        sa.UniqueConstraint("key", name=op.f("uq_print_job_key")),
    )
    op.create_index(op.f("ix_print_job_region_code"), "print_job", ["region_code"])
    op.create_table(
        "print_job_notice",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'printing', 'done', 'failed')", name=op.f("ck_print_job_notice_state")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["print_job.id"], name=op.f("fk_print_job_notice_job_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_print_job_notice_notice_id")),
        sa.PrimaryKeyConstraint("job_id", "notice_id", name=op.f("pk_print_job_notice")),
    )
    op.create_index(op.f("ix_print_job_notice_state_job_id"), "print_job_notice", ["state", "job_id"])
    op.create_index(
        "uq_print_job_notice_open",
        "print_job_notice",
        ["notice_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    for table, same_row in APPEND_ONLY.items():
        guard(table, same_row)


def downgrade() -> None:
    # Triggers go with their tables.
    op.drop_table("print_job_notice")
    op.drop_table("print_job")
    op.drop_table("notice_copy")
