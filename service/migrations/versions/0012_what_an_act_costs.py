"""What an act need not pay for a thousand times: an extension is found by its notice, an entry's references by list.

In PostgreSQL a foreign key asks once for every row; six of them took longer than the whole rest of a list's act. What
an entry names is now asked once a statement, in any replication role too, and nothing that it names can go: an act,
a notice and an entry are written once, records and lists are never deleted (in SQLite a record never was), and the
person is the act's own, which keeps its foreign key. SQLite keeps all six: there a check costs nothing to speak of.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

NEVER_DELETED = ("record", "household_list")
# Table, columns, table that they name, its columns, and whether the key waited for the end of the transaction.
FOREIGN_KEYS = (
    ("history_entry", ["record_id"], "record", ["id"], True),
    ("history_entry", ["act_id"], "act", ["id"], True),
    ("history_entry", ["actor_id"], "user", ["id"], False),
    ("history_entry", ["notice_id"], "notice", ["id"], True),
    ("history_entry", ["list_id"], "household_list", ["id"], False),
    ("history_detail", ["record_id", "seq"], "history_entry", ["record_id", "seq"], True),
)


def upgrade() -> None:
    op.create_index(op.f("ix_notice_amends_id"), "notice", ["amends_id"])
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("""
        CREATE FUNCTION refuse_strange_entries() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE strange record;
        BEGIN
            SELECT told.act_id AS id INTO strange
            FROM (SELECT DISTINCT act_id, actor_id, list_id, notice_id FROM told) AS told
            WHERE NOT EXISTS (SELECT 1 FROM act WHERE act.id = told.act_id AND act.actor_id = told.actor_id)
               OR (told.list_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM household_list WHERE id = told.list_id))
               OR (told.notice_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM notice WHERE id = told.notice_id))
            LIMIT 1;
            IF FOUND THEN
                RAISE EXCEPTION 'act %: an entry names an act, a person, a list or a notice that is not there', strange.id
                    USING ERRCODE = 'foreign_key_violation';
            END IF;
            SELECT told.record_id AS id INTO strange FROM told
            WHERE NOT EXISTS (SELECT 1 FROM record WHERE record.id = told.record_id) LIMIT 1;
            IF FOUND THEN
                RAISE EXCEPTION 'an entry names record %, which is not there', strange.id
                    USING ERRCODE = 'foreign_key_violation';
            END IF;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE FUNCTION refuse_strange_details() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE strange record;
        BEGIN
            SELECT told.record_id AS id, told.seq AS seq INTO strange FROM told
            WHERE NOT EXISTS (SELECT 1 FROM history_entry AS entry
                              WHERE entry.record_id = told.record_id AND entry.seq = told.seq) LIMIT 1;
            IF FOUND THEN
                RAISE EXCEPTION 'record %: the personal side of entry %, which is not there', strange.id, strange.seq
                    USING ERRCODE = 'foreign_key_violation';
            END IF;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE FUNCTION refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is never deleted: % refused', TG_TABLE_NAME, TG_OP; END $$
    """)
    for table, function in (("history_entry", "refuse_strange_entries"), ("history_detail", "refuse_strange_details")):
        op.execute(f"""
            CREATE TRIGGER {table}_no_strangers AFTER INSERT ON {table} REFERENCING NEW TABLE AS told
            FOR EACH STATEMENT EXECUTE FUNCTION {function}()
        """)
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_strangers")
    for table in NEVER_DELETED:
        op.execute(f"""
            CREATE TRIGGER {table}_never_deleted BEFORE DELETE OR UPDATE OF id ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_removal()
        """)
        op.execute(f"""
            CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal()
        """)
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_never_deleted")
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_never_emptied")
    for table, columns, _, _, _ in FOREIGN_KEYS:
        op.drop_constraint(op.f(f"fk_{table}_{'_'.join(columns)}"), table, type_="foreignkey")


def downgrade() -> None:
    op.drop_index(op.f("ix_notice_amends_id"), "notice")
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, columns, named, named_columns, waits in FOREIGN_KEYS:
        op.create_foreign_key(
            op.f(f"fk_{table}_{'_'.join(columns)}"),
            table,
            named,
            columns,
            named_columns,
            deferrable=waits or None,
            initially="DEFERRED" if waits else None,
        )
    for table in NEVER_DELETED:
        op.execute(f"DROP TRIGGER {table}_never_deleted ON {table}")
        op.execute(f"DROP TRIGGER {table}_never_emptied ON {table}")
    for table, function in (("history_entry", "refuse_strange_entries"), ("history_detail", "refuse_strange_details")):
        op.execute(f"DROP TRIGGER {table}_no_strangers ON {table}")
        op.execute(f"DROP FUNCTION {function}()")
    op.execute("DROP FUNCTION refuse_removal()")
