"""Who opens the pages of households, villages and counties: everybody who holds a business post."""

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
