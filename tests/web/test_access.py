"""Every page says who may open it."""

from flask import Flask

from service.access import closed_views


def test_every_page_says_who_may_open_it(app: Flask) -> None:
    assert closed_views(app) == []


def test_a_page_that_does_not_is_named_with_the_cure(app: Flask) -> None:
    @app.get("/forgotten")
    def forgotten() -> str:
        return ""

    cure = "tests/web/test_access.py::forgotten has no @open_to(...). Say who may open it, or nobody can."
    assert cure in closed_views(app)
