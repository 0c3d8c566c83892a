"""Why an account, a post, a password or a sign-in is refused, in words."""

from datetime import date

from flask_babel import lazy_gettext

from service.words import date_text, word
from workflows.reasons import Reason

SENTENCES = {
    "wrong_login_or_password": lazy_gettext("Login or password is wrong."),
    "account_locked": lazy_gettext("Too many wrong attempts. This login is locked for %(minutes)s minutes."),
    "wrong_password": lazy_gettext("This is not your present password."),
    "account_is_shared": lazy_gettext("All visitors of the demonstration share this account; its password stays."),
    "password_too_short": lazy_gettext("The password needs at least %(least)s characters."),
    "password_too_long": lazy_gettext("The password may have at most %(most)s characters."),
    "password_contains_login": lazy_gettext("The password must not contain the login."),
    "password_too_simple": lazy_gettext("The password repeats the same few characters."),
    "login_malformed": lazy_gettext("A login has up to 64 Latin letters, digits, dots, hyphens or underscores."),
    "login_taken": lazy_gettext("This login is taken."),
    "name_missing": lazy_gettext("Write the person's name, in at most 64 characters."),
    "region_unknown": lazy_gettext("There is no region with the code or name “%(region)s”."),
    "region_ambiguous": lazy_gettext(
        "Several regions have this name. Write the code of the one you mean: %(regions)s."
    ),
    "region_of_another_level": lazy_gettext(
        "This role is held at the level “%(needed)s”; the region is of “%(given)s”."
    ),
    "appointment_in_the_past": lazy_gettext("A post cannot begin before today, %(today)s."),
    "appointment_ends_before_it_begins": lazy_gettext("The last day is before the first."),
    "acting_needs_an_end": lazy_gettext("An acting appointment needs its last day."),
    "appointed_already": lazy_gettext("The person holds this post in that period already."),
    "appointing_oneself": lazy_gettext("Nobody appoints themselves; ask another administrator."),
    "administrator_apart": lazy_gettext(
        "An administrator has no business right: nobody holds this role together with another one."
    ),
    "last_administrator": lazy_gettext("This is the last administrator; appoint another one first."),
}


def sentence(reason: Reason) -> str:
    """The reason in the visitor's language."""
    figures = {name: date_text(value) if isinstance(value, date) else value for name, value in reason.figures.items()}
    if reason.code == "region_of_another_level":
        figures = {name: str(word(f"level.{level}")) for name, level in figures.items()}
    return str(SENTENCES[reason.code]) % figures
