"""A code on every notice that is issued from now on."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    # Not in batch mode: that would make the table anew and drop its triggers without a word.
    op.add_column(
        "notice",
        sa.Column("code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
    )
    op.create_index(op.f("uq_notice_code"), "notice", ["code"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("uq_notice_code"), "notice")
    op.drop_column("notice", "code")
