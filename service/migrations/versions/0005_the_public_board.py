"""What the web board shows of a notice and for how long; offices are entered row by row, so that changes are seen."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from service.migrations.written_once import guard

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Table and the condition under which a row is the one being inserted (for SQLite's REPLACE).
APPEND_ONLY = {"office": "id = NEW.id"}
_TEXTS = ("spoken_name", "body_name", "number_prefix", "phone", "address", "supervisor_phone")
_CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # Not in batch mode: that would make the table anew and drop its triggers without a word.
    op.execute("""
        ALTER TABLE publicity_profile ADD COLUMN board_names TEXT DEFAULT 'masked' NOT NULL
        CONSTRAINT ck_publicity_profile_board_names CHECK (board_names IN ('masked', 'totals'))
    """)
    op.execute("""
        ALTER TABLE publicity_profile ADD COLUMN board_days INTEGER DEFAULT 30 NOT NULL
        CONSTRAINT ck_publicity_profile_board_days CHECK (board_days >= 0)
    """)
    op.create_index(op.f("ix_notice_region_code"), "notice", ["region_code"])
    op.create_index(op.f("ix_posting_posted_on"), "posting", ["posted_on"])
    before = _offices("SELECT * FROM office")
    op.drop_table("office")
    office = op.create_table(
        "office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", _CODE, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _TEXTS),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_office_region_code")),
        sa.ForeignKeyConstraint(["entered_by"], ["user.id"], name=op.f("fk_office_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    op.bulk_insert(office, before)
    op.create_index(op.f("ix_office_region_code"), "office", ["region_code"])
    for table, same_row in APPEND_ONLY.items():
        guard(table, same_row)


def downgrade() -> None:
    standing = _offices("SELECT * FROM office WHERE id IN (SELECT max(id) FROM office GROUP BY region_code)")
    # Its triggers go with it.
    op.drop_table("office")
    office = op.create_table(
        "office",
        sa.Column("region_code", _CODE, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _TEXTS),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_office_region_code")),
        sa.PrimaryKeyConstraint("region_code", name=op.f("pk_office")),
    )
    op.bulk_insert(office, standing)
    op.drop_index(op.f("ix_posting_posted_on"), "posting")
    op.drop_index(op.f("ix_notice_region_code"), "notice")
    for name in ("board_names", "board_days"):
        op.drop_column("publicity_profile", name)


def _offices(query: str) -> list[dict[str, Any]]:
    rows = op.get_bind().execute(sa.text(query)).mappings()
    return [{name: row[name] for name in ("region_code", *_TEXTS)} for row in rows]
