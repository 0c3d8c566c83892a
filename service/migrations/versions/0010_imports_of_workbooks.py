"""Imports of workbooks: a job each, with its state and its figures."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_INSTANT = sa.DateTime(timezone=True)
_CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_STATES = ("waiting", "reading", "previewed", "confirmed", "applying", "applied", "refused", "withdrawn")
_FIGURES = ("preview", "rows", "new_households", "new_members", "changed", "proposed", "unchanged", "bad")


def upgrade() -> None:
    op.create_table(
        "import_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", _CODE, nullable=False),
        sa.Column("region_code", _CODE, nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False, server_default="0") for name in _FIGURES),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_at", _INSTANT, nullable=True),
        sa.Column("uploaded_by", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("uploaded_at", _INSTANT, nullable=False),
        sa.Column("confirmed_at", _INSTANT, nullable=True),
        sa.Column("finished_at", _INSTANT, nullable=True),
        sa.Column("files_deleted_at", _INSTANT, nullable=True),
        sa.CheckConstraint(f"state IN {_STATES!r}", name=op.f("ck_import_job_state")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_import_job_region_code")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["user.id"], name=op.f("fk_import_job_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_job")),
        sa.UniqueConstraint("key", name=op.f("uq_import_job_key")),
    )
    op.create_index(op.f("ix_import_job_state"), "import_job", ["state"])
    op.create_index(op.f("ix_import_job_region_code"), "import_job", ["region_code"])


def downgrade() -> None:
    op.drop_table("import_job")
