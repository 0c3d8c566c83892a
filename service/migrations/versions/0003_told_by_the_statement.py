"""PostgreSQL asks once a statement, not once a record, whether every moved record has its history entry.

A list of a thousand is moved by one statement, which writes the entries too. A record that begins keeps its deferred
question: its first entry follows in the same transaction.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("""
        CREATE FUNCTION refuse_untold_moves() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE untold record;
        BEGIN
            SELECT moved.id, moved.state INTO untold FROM moved
            WHERE NOT EXISTS (SELECT 1 FROM history_entry WHERE record_id = moved.id AND seq = moved.version
                              AND to_state = moved.state AND entry_hash = moved.head_hash) LIMIT 1;
            IF FOUND THEN
                RAISE EXCEPTION 'record %: state % without its history entry', untold.id, untold.state;
            END IF;
            RETURN NULL;
        END $$
    """)
    op.execute("DROP TRIGGER record_told ON record")
    op.execute("""
        CREATE CONSTRAINT TRIGGER record_told AFTER INSERT ON record
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_untold_state()
    """)
    op.execute("""
        CREATE TRIGGER record_moved AFTER UPDATE ON record REFERENCING NEW TABLE AS moved
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_untold_moves()
    """)
    op.execute("ALTER TABLE record ENABLE ALWAYS TRIGGER record_told")
    op.execute("ALTER TABLE record ENABLE ALWAYS TRIGGER record_moved")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("DROP TRIGGER record_moved ON record")
    op.execute("DROP FUNCTION refuse_untold_moves()")
    op.execute("DROP TRIGGER record_told ON record")
    op.execute("""
        CREATE CONSTRAINT TRIGGER record_told AFTER INSERT OR UPDATE OF state, version, head_hash ON record
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_untold_state()
    """)
    op.execute("ALTER TABLE record ENABLE ALWAYS TRIGGER record_told")
