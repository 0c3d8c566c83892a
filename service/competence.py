"""Who may do what beside the steps of a procedure: a post with one of some roles that reaches the place."""

from collections.abc import Mapping, Sequence

from service.people import Actor, Post
from workflows.reasons import Reason, reason
from workflows.roles import Role, covers, level_of, role_level


class ActRefused(Exception):
    """The act may not be. `reasons` are by the form's field that they belong to; '' for the act as a whole."""

    def __init__(self, reasons: Mapping[str, Sequence[Reason]]) -> None:
        super().__init__("; ".join(f"{field}: {each.code}" for field, found in reasons.items() for each in found))
        self.reasons = {field: list(found) for field, found in reasons.items()}


class ChangedSince(Exception):
    """Somebody acted on it since the page was drawn. Nothing was written."""


def post_over(actor: Actor, roles: Sequence[Role], region_code: str) -> Post | None:
    """The actor's post with one of these roles that reaches a place; of several the nearest.

    A post reaches what lies below its region, when it is held at its role's own level.
    """
    reaching = [
        post
        for post in actor.posts_with(*roles)
        if covers(post.region_code, region_code) and role_level(post.role) in (None, level_of(post.region_code))
    ]
    return max(reaching, key=lambda post: len(post.region_code), default=None)


def required_post(actor: Actor, roles: Sequence[Role], region_code: str) -> Post:
    """The same, where the act needs one.

    Raises:
        ActRefused: the actor holds none of the roles, or none that reaches the place.
    """
    post = post_over(actor, roles, region_code)
    if post is None:
        held = bool(actor.posts_with(*roles))
        who = ",".join(role.value for role in roles)
        raise ActRefused({"": [reason("outside_jurisdiction") if held else reason("role_may_not", roles=who)]})
    return post


def refuse(reasons: Mapping[str, Sequence[Reason]]) -> None:
    """Raise all reasons at once; nothing when there are none.

    Raises:
        ActRefused: at least one field has a reason.
    """
    if found := {field: each for field, each in reasons.items() if each}:
        raise ActRefused(found)
