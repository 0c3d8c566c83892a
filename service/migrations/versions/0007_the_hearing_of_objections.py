"""Objections go through a procedure of their own: the public lodges them too, files prove them, a letter answers them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from service.migrations.written_once import guard

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Table and the condition under which a row is the one being inserted (for SQLite's REPLACE), as in 0002.
APPEND_ONLY = {
    "objection_file": "id = NEW.id",
    "objection_letter": "act_id = NEW.act_id",
    "objection_letter_pdf": "act_id = NEW.act_id",
    "objection_delivery": "id = NEW.id",
    "contact_reading": "id = NEW.id",
}

_INSTANT = sa.DateTime(timezone=True)
_CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_OLD_STATES = ("lodged", "accepted", "out_of_time", "clue", "upheld", "dismissed", "appealed", "withdrawn")
_STATES = (
    "lodged",
    "accepted",
    "investigated",
    "upheld",
    "dismissed",
    "replied",
    "appealed",
    "out_of_time",
    "clue",
    "withdrawn",
)
_OLD_CHANNELS = ("visit", "letter", "phone", "hotline")
_CHANNELS = (*_OLD_CHANNELS, "web")
_MORE_CHECKS = {
    "outcome": "outcome IN ('upheld', 'dismissed')",
    "decided": "(state IN ('upheld', 'dismissed', 'replied')) = (outcome IS NOT NULL)",
    "outcome_kept": "state NOT IN ('upheld', 'dismissed') OR outcome = state",
    "lodged_by": "(channel = 'web') = (lodged_by IS NULL)",
    "receipt": "(channel = 'web') = (receipt IS NOT NULL)",
    "omitted_from_list": "record_id IS NOT NULL OR NOT about_omitted",
    "project": "project_number IS NULL OR (record_id IS NULL AND project_number > 0)",
}
_SAME = "id, notice_id, record_id, version, lodged_on, objector, content, lodged_at"
# What the older rule has no word for: a reply shows as its outcome, an investigation as what it follows, and what the
# public lodged as a letter that the notice's own issuer received.
_OLD_STATE = """
    CASE WHEN state = 'replied' THEN outcome
         WHEN state = 'investigated' AND EXISTS (
             SELECT 1 FROM objection_act WHERE objection_act.objection_id = objection.id AND to_state = 'appealed'
         ) THEN 'appealed'
         WHEN state = 'investigated' THEN 'accepted'
         ELSE state END
"""
_OLD_CHANNEL = "CASE WHEN channel = 'web' THEN 'letter' ELSE channel END"
_RECEIVER = "coalesce(lodged_by, (SELECT issued_by FROM notice WHERE notice.id = notice_id))"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.add_column("objection", sa.Column("outcome", sa.Text(), nullable=True))
        op.add_column("objection", sa.Column("about_omitted", sa.Boolean(), nullable=True))
        op.add_column("objection", sa.Column("receipt", _CODE, nullable=True))
        op.add_column("objection", sa.Column("contact", sa.Text(), nullable=True))
        op.add_column("objection", sa.Column("project_number", sa.Integer(), nullable=True))
        op.execute("""
            UPDATE objection SET about_omitted = state = 'clue',
                                 outcome = CASE WHEN state IN ('upheld', 'dismissed') THEN state END
        """)
        op.alter_column("objection", "about_omitted", nullable=False)
        op.alter_column("objection", "lodged_by", nullable=True)
        op.alter_column("objection", "record_id", nullable=True)
        _allow_postgresql(_STATES, _CHANNELS)
        for name, condition in _MORE_CHECKS.items():
            op.create_check_constraint(op.f(f"ck_objection_{name}"), "objection", condition)
    else:
        _make_anew_sqlite(_STATES, _CHANNELS, wider=True)
        op.execute(f"""
            INSERT INTO objection_new ({_SAME}, state, channel, lodged_by, outcome, about_omitted)
            SELECT {_SAME}, state, channel, lodged_by,
                   CASE WHEN state IN ('upheld', 'dismissed') THEN state END, state = 'clue'
            FROM objection
        """)
        _put_in_its_place_sqlite()
    op.create_index("uq_objection_receipt", "objection", ["receipt"], unique=True)
    _tables()
    for table, same_row in APPEND_ONLY.items():
        guard(table, same_row)


def downgrade() -> None:
    # The older table knows no objection without a record. What was done on one is written once: none is dropped here.
    if op.get_bind().execute(sa.text("SELECT 1 FROM objection WHERE record_id IS NULL LIMIT 1")).first():
        raise RuntimeError(
            "objections to publicities of projects stand on no record and cannot be carried back to 0006"
        )
    postgresql = op.get_bind().dialect.name == "postgresql"
    # Their triggers go with them.
    for table in (
        "contact_reading",
        "objection_delivery",
        "objection_letter_pdf",
        "objection_letter",
        "objection_file",
    ):
        op.drop_table(table)
    op.drop_index("uq_objection_receipt", "objection")
    if postgresql:
        for name in _MORE_CHECKS:
            op.drop_constraint(f"ck_objection_{name}", "objection")
        op.execute(f"UPDATE objection SET state = {_OLD_STATE}, channel = {_OLD_CHANNEL}, lodged_by = {_RECEIVER}")
        _allow_postgresql(_OLD_STATES, _OLD_CHANNELS)
        op.alter_column("objection", "lodged_by", nullable=False)
        op.alter_column("objection", "record_id", nullable=False)
        for name in ("outcome", "about_omitted", "receipt", "contact", "project_number"):
            op.drop_column("objection", name)
        return
    _make_anew_sqlite(_OLD_STATES, _OLD_CHANNELS, wider=False)
    op.execute(f"""
        INSERT INTO objection_new ({_SAME}, state, channel, lodged_by)
        SELECT {_SAME}, {_OLD_STATE}, {_OLD_CHANNEL}, {_RECEIVER} FROM objection
    """)
    _put_in_its_place_sqlite()


def _allow_postgresql(states: tuple[str, ...], channels: tuple[str, ...]) -> None:
    for name, allowed in (("state", states), ("channel", channels)):
        op.drop_constraint(f"ck_objection_{name}", "objection")
        op.create_check_constraint(op.f(f"ck_objection_{name}"), "objection", f"{name} IN {allowed!r}")


def _make_anew_sqlite(states: tuple[str, ...], channels: tuple[str, ...], *, wider: bool) -> None:
    """SQLite changes neither a check nor NOT NULL in place. No trigger stands on the table that would be lost."""
    more: tuple[sa.schema.SchemaItem, ...] = (
        (
            sa.Column("outcome", sa.Text(), nullable=True),
            sa.Column("about_omitted", sa.Boolean(), nullable=False),
            sa.Column("receipt", sa.Text(), nullable=True),
            sa.Column("contact", sa.Text(), nullable=True),
            sa.Column("project_number", sa.Integer(), nullable=True),
            *(sa.CheckConstraint(text, name=op.f(f"ck_objection_{name}")) for name, text in _MORE_CHECKS.items()),
        )
        if wider
        else ()
    )
    op.create_table(
        "objection_new",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=wider),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lodged_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("objector", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("lodged_by", sa.Integer(), nullable=wider),
        sa.Column("lodged_at", _INSTANT, nullable=False),
        *more,
        sa.CheckConstraint(f"channel IN {channels!r}", name=op.f("ck_objection_channel")),
        sa.CheckConstraint(f"state IN {states!r}", name=op.f("ck_objection_state")),
        sa.ForeignKeyConstraint(["lodged_by"], ["user.id"], name=op.f("fk_objection_lodged_by")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_objection_notice_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_objection_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )


def _put_in_its_place_sqlite() -> None:
    # Dropped and not renamed away: objection_act goes on referring to a table of this name.
    op.drop_table("objection")
    op.rename_table("objection_new", "objection")
    op.create_index("ix_objection_notice_id", "objection", ["notice_id"])
    op.create_index("ix_objection_record_id_state", "objection", ["record_id", "state"])


def _tables() -> None:
    op.create_table(
        "objection_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=True),
        sa.Column("sha256", _CODE, nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("stored_by", sa.Integer(), nullable=True),
        sa.Column("stored_at", _INSTANT, nullable=False),
        sa.CheckConstraint(
            "media_type IN ('image/png', 'image/jpeg', 'application/pdf')", name=op.f("ck_objection_file_media_type")
        ),
        sa.CheckConstraint("bytes > 0", name=op.f("ck_objection_file_not_empty")),
        sa.ForeignKeyConstraint(["objection_id"], ["objection.id"], name=op.f("fk_objection_file_objection_id")),
        sa.ForeignKeyConstraint(["act_id"], ["objection_act.id"], name=op.f("fk_objection_file_act_id")),
        sa.ForeignKeyConstraint(["stored_by"], ["user.id"], name=op.f("fk_objection_file_stored_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection_file")),
    )
    op.create_index("ix_objection_file_objection_id", "objection_file", ["objection_id"])
    op.create_table(
        "objection_letter",
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("body_code", _CODE, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("facts_sha256", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["objection_act.id"], name=op.f("fk_objection_letter_act_id")),
        sa.ForeignKeyConstraint(["objection_id"], ["objection.id"], name=op.f("fk_objection_letter_objection_id")),
        sa.ForeignKeyConstraint(["body_code"], ["region.code"], name=op.f("fk_objection_letter_body_code")),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_objection_letter")),
        sa.UniqueConstraint("body_code", "year", "serial", name=op.f("uq_objection_letter_body_code_year_serial")),
    )
    op.create_index("ix_objection_letter_objection_id", "objection_letter", ["objection_id"])
    op.create_table(
        "objection_letter_pdf",
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("sha256", _CODE, nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("rendered_by", sa.Integer(), nullable=False),
        sa.Column("rendered_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["objection_letter.act_id"], name=op.f("fk_objection_letter_pdf_act_id")),
        sa.ForeignKeyConstraint(["rendered_by"], ["user.id"], name=op.f("fk_objection_letter_pdf_rendered_by")),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_objection_letter_pdf")),
    )
    op.create_table(
        "objection_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("manner", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.CheckConstraint(
            "manner IN ('handed_over', 'mailed', 'told', 'posted', 'kept')", name=op.f("ck_objection_delivery_manner")
        ),
        sa.ForeignKeyConstraint(["act_id"], ["objection_letter.act_id"], name=op.f("fk_objection_delivery_act_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_objection_delivery_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection_delivery")),
    )
    op.create_index("ix_objection_delivery_act_id", "objection_delivery", ["act_id"])
    op.create_table(
        "contact_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("read_by", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("post_region_code", _CODE, nullable=False),
        sa.Column("read_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["objection_id"], ["objection.id"], name=op.f("fk_contact_reading_objection_id")),
        sa.ForeignKeyConstraint(["read_by"], ["user.id"], name=op.f("fk_contact_reading_read_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_reading")),
    )
    op.create_index("ix_contact_reading_objection_id", "contact_reading", ["objection_id"])
