"""What an act need not pay for: an extension is found by the notice that it extends."""

from collections.abc import Sequence

from alembic import op

revision: str = "0013"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(op.f("ix_notice_amends_id"), "notice", ["amends_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_notice_amends_id"), "notice")
