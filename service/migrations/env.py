"""How Alembic reaches the database. Its own engine: the application's would refuse to begin a schema change twice."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import create_engine, pool

from service.models import Base
from service.models.base import ExactNumber, UtcDateTime


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Own types are written as the plain ones that they are in the database."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, ExactNumber):
        return "sa.Numeric(12, 4).with_variant(sa.Text(), 'sqlite')"
    return False


def run() -> None:
    """Migrate online; `--sql` has no use here."""
    engine = create_engine(str(context.config.get_main_option("sqlalchemy.url")), poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            render_item=render_item,
            compare_type=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
