"""Templates, addresses and statements that a process compiles once, not for every application and engine of a test.

Officials meet a service that has been running for a while; what it compiled in its first minute it has at hand.
"""

from typing import Any, ClassVar

import pytest
from flask import Flask
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from sqlalchemy import Engine, create_engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from service import database

STATEMENTS = 3_000


class Templates(BytecodeCache):
    """Compiled templates by their file and source, whichever application asks."""

    def __init__(self) -> None:
        self._codes: dict[object, Any] = {}

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """As the base class, but options that change what a source compiles to are part of the key."""
        options = (environment.trim_blocks, environment.lstrip_blocks, sorted(environment.extensions))
        key = f"{self.get_cache_key(name, filename)} {options}"
        bucket = Bucket(environment, key, self.get_source_checksum(source))
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is known."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._codes[bucket.key, bucket.checksum] = bucket.code


class KnownRule(Rule):
    """A rule of the address map whose builders of addresses, code made for the rule alone, are made once."""

    _known: ClassVar[dict[object, Any]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        key = (tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in self._known:
            self._known[key] = super()._compile_builder(append_unknown)
        return self._known[key]


class Statements(LRUCache[Any, Any]):
    """Compiled statements by the kind of their dialect: every engine has a dialect of its own, all set up alike."""

    def get(self, key: Any, default: Any = None) -> Any:
        """What SQLAlchemy asks first."""
        return super().get(_of_its_kind(key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(_of_its_kind(key), value)


def _of_its_kind(key: Any) -> tuple[Any, ...]:
    dialect, *rest = key
    return (type(dialect), *rest)


def compile_once(patch: pytest.MonkeyPatch) -> None:
    """Let all applications and engines of this process share what they compile, until the patch is undone."""
    statements = Statements(STATEMENTS)

    def sharing_engine(url: str, **options: Any) -> Engine:
        engine = create_engine(url, **options)
        engine.update_execution_options(compiled_cache=statements)
        return engine

    patch.setattr(database, "create_engine", sharing_engine)
    patch.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": Templates()})
    patch.setattr(Flask, "url_rule_class", KnownRule)
