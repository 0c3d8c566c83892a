"""Who opens which pages, where several modules of pages ask for the same."""

from service.notices.posting import POSTERS
from workflows import PROCEDURES
from workflows.roles import Role

BUSINESS = tuple(role for role in Role if role is not Role.ADMINISTRATOR)
"""Everybody but the administrator, who has no business right at all."""

ACTING = tuple(
    role
    for role in Role
    if any(role in step.roles for procedure in PROCEDURES.values() for step in procedure.steps if step.source)
)
"""Everybody who takes some step on a record; to enter one into its procedure is another page."""

POSTING = tuple(dict.fromkeys(role for roles in POSTERS.values() for role in roles))
"""Everybody who posts notices of some level and states the result."""
