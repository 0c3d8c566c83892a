"""What is written once is guarded by the database itself, on both engines, against every client.

Append-only tables refuse UPDATE, DELETE, TRUNCATE and SQLite's REPLACE. The personal side of an entry may only be
erased as a whole. A record's state and version stand only beside the history entry that tells them.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Table and the condition under which a row is the one being inserted (for SQLite's REPLACE).
APPEND_ONLY = {
    "act": "id = NEW.id",
    "history_entry": "record_id = NEW.record_id AND seq = NEW.seq",
    "document": "id = NEW.id",
    "document_attachment": "document_id = NEW.document_id AND attachment_id = NEW.attachment_id",
    "attachment": "id = NEW.id",
    "notice": "id = NEW.id",
    "notice_member": "notice_id = NEW.notice_id AND record_id = NEW.record_id",
    "notice_pdf": "notice_id = NEW.notice_id",
    "posting": "id = NEW.id",
    "posting_photo": "posting_id = NEW.posting_id AND attachment_id = NEW.attachment_id",
    "result_statement": "notice_id = NEW.notice_id",
    "notice_void": "notice_id = NEW.notice_id",
    "objection_act": "id = NEW.id",
    "poverty_line": "id = NEW.id",
    "threshold": "id = NEW.id",
    "publicity_profile": "id = NEW.id",
    "criteria_set": "id = NEW.id",
    "criterion": "id = NEW.id",
    "deadline": "id = NEW.id",
}
TOLD = """
EXISTS (SELECT 1 FROM history_entry WHERE record_id = NEW.id AND seq = NEW.version
        AND to_state = NEW.state AND entry_hash = NEW.head_hash)
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _postgresql()
    else:
        _sqlite()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in (*APPEND_ONLY, "history_detail", "record"):
            for trigger in ("written_once", "never_emptied", "told"):
                op.execute(f"DROP TRIGGER IF EXISTS {table}_{trigger} ON {table}")
        for function in ("refuse_change", "allow_erasure_only", "refuse_untold_state"):
            op.execute(f"DROP FUNCTION {function}()")
        return
    for table in (*APPEND_ONLY, "history_detail", "record"):
        for trigger in ("no_update", "no_delete", "no_replace", "told"):
            op.execute(f"DROP TRIGGER IF EXISTS {table}_{trigger}")


def _postgresql() -> None:
    op.execute("""
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is written once: % refused', TG_TABLE_NAME, TG_OP; END $$
    """)
    op.execute("""
        CREATE FUNCTION allow_erasure_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' AND OLD.payload IS NOT NULL AND NEW.payload IS NULL AND NEW.salt IS NULL
               AND NEW.erasure_order IS NOT NULL AND NEW.record_id = OLD.record_id AND NEW.seq = OLD.seq THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'history_detail may only be erased by order: % refused', TG_OP;
        END $$
    """)
    op.execute(f"""
        CREATE FUNCTION refuse_untold_state() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {TOLD} THEN RETURN NULL; END IF;
            -- A record may move twice in one transaction: then a later version is the one that counts.
            IF EXISTS (SELECT 1 FROM record WHERE id = NEW.id AND version > NEW.version) THEN RETURN NULL; END IF;
            RAISE EXCEPTION 'record %: state % without its history entry', NEW.id, NEW.state;
        END $$
    """)
    for table in APPEND_ONLY:
        _guard_postgresql(table, "refuse_change")
    _guard_postgresql("history_detail", "allow_erasure_only")
    op.execute("""
        CREATE CONSTRAINT TRIGGER record_told AFTER INSERT OR UPDATE OF state, version, head_hash ON record
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_untold_state()
    """)
    op.execute("ALTER TABLE record ENABLE ALWAYS TRIGGER record_told")


def _guard_postgresql(table: str, function: str) -> None:
    op.execute(f"""
        CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION {function}()
    """)
    op.execute(f"""
        CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """)
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_written_once")
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_never_emptied")


def _sqlite() -> None:
    for table, same_row in APPEND_ONLY.items():
        _refuse_sqlite(table, "no_update", f"BEFORE UPDATE ON {table}")
        _refuse_sqlite(table, "no_delete", f"BEFORE DELETE ON {table}")
        # REPLACE deletes without asking the DELETE trigger, so the insert itself asks whether the row exists.
        _refuse_sqlite(
            table, "no_replace", f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same_row})"
        )
    _refuse_sqlite("history_detail", "no_delete", "BEFORE DELETE ON history_detail")
    _refuse_sqlite(
        "history_detail",
        "no_replace",
        "BEFORE INSERT ON history_detail WHEN EXISTS "
        "(SELECT 1 FROM history_detail WHERE record_id = NEW.record_id AND seq = NEW.seq)",
    )
    _refuse_sqlite(
        "history_detail",
        "no_update",
        "BEFORE UPDATE ON history_detail WHEN NOT (OLD.payload IS NOT NULL AND NEW.payload IS NULL "
        "AND NEW.salt IS NULL AND NEW.erasure_order IS NOT NULL AND NEW.record_id = OLD.record_id AND NEW.seq = OLD.seq)",
    )
    # SQLite has no deferred trigger: the entry is written before the record is moved, and a new record has version 0.
    op.execute(f"""
        CREATE TRIGGER record_told BEFORE UPDATE OF state, version, head_hash ON record
        WHEN NOT ({TOLD})
        BEGIN SELECT RAISE(ABORT, 'record: state without its history entry'); END
    """)
    op.execute("""
        CREATE TRIGGER record_no_replace BEFORE INSERT ON record
        WHEN NEW.version <> 0 OR EXISTS (SELECT 1 FROM record WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'record: begins without history'); END
    """)
    op.execute("""
        CREATE TRIGGER record_no_delete BEFORE DELETE ON record
        BEGIN SELECT RAISE(ABORT, 'record is never deleted'); END
    """)


def _refuse_sqlite(table: str, name: str, when: str) -> None:
    op.execute(f"""
        CREATE TRIGGER {table}_{name} {when}
        BEGIN SELECT RAISE(ABORT, '{table} is written once'); END
    """)
