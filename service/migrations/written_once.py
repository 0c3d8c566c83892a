"""Triggers by which the database itself keeps a table written once, whoever asks.

Never changed once a migration that uses it has run anywhere: what a migration did must stay what it does. Another way
of guarding is another module. A table that is dropped takes its triggers along.
"""

from alembic import op


def guard(table: str, same_row: str) -> None:
    """Let a table refuse UPDATE, DELETE, TRUNCATE and SQLite's REPLACE; in PostgreSQL by `refuse_change` of 0002.

    Args:
        same_row: the condition under which a row of it is the one being inserted (NEW).
    """
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql(table)
    else:
        _guard_sqlite(table, same_row)


def _guard_postgresql(table: str) -> None:
    op.execute(f"""
        CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """)
    op.execute(f"""
        CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """)
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_written_once")
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_never_emptied")


def _guard_sqlite(table: str, same_row: str) -> None:
    for name, when in (
        ("no_update", f"BEFORE UPDATE ON {table}"),
        ("no_delete", f"BEFORE DELETE ON {table}"),
        # REPLACE deletes without asking the DELETE trigger, so the insert itself asks whether the row exists.
        ("no_replace", f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same_row})"),
    ):
        op.execute(f"""
            CREATE TRIGGER {table}_{name} {when}
            BEGIN SELECT RAISE(ABORT, '{table} is written once'); END
        """)
