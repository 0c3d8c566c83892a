"""Tables, one file per noun. Importing this package knows them all."""

from service.models import (
    calendar,
    document,
    history,
    household_list,
    notice,
    objection,
    obstacles,
    office,
    people,
    printing,
    record,
    region,
    register,
    register_history,
    rules,
    setting,
    target,
)
from service.models.base import Base

__all__ = [
    "Base",
    "calendar",
    "document",
    "history",
    "household_list",
    "notice",
    "objection",
    "obstacles",
    "office",
    "people",
    "printing",
    "record",
    "region",
    "register",
    "register_history",
    "rules",
    "setting",
    "target",
]
