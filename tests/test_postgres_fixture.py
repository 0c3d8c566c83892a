"""The databases that the other tests stand on."""

from sqlalchemy import create_engine, text

from tests.postgres import Server


def test_every_test_gets_an_empty_database_on_each_engine(engine_url: str) -> None:
    engine = create_engine(engine_url)
    try:
        with engine.begin() as connection:
            # Were the database not fresh, the second engine or the second run would find the table.
            connection.execute(text("CREATE TABLE seal (name TEXT NOT NULL)"))
            connection.execute(text("INSERT INTO seal VALUES ('东湖渔业村')"))
            assert connection.scalar(text("SELECT name FROM seal")) == "东湖渔业村"
    finally:
        engine.dispose()


def test_a_database_can_sort_by_language_instead_of_code_point(postgres_server: Server) -> None:
    sorted_by: dict[str | None, list[str]] = {}
    for locale in ("zh-Hans-CN", None):
        with postgres_server.database(icu_locale=locale) as url:
            engine = create_engine(url)
            with engine.connect() as connection:
                names = "SELECT name FROM (VALUES ('赵'), ('安'), ('周')) AS t (name) ORDER BY name"
                sorted_by[locale] = list(connection.scalars(text(names)))
            engine.dispose()
    assert sorted_by == {"zh-Hans-CN": ["安", "赵", "周"], None: ["周", "安", "赵"]}
