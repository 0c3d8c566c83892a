"""Possible duplicates: pairs side by side, for a person to decide whether they are one or two."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from service.access import open_to
from service.competence import post_over
from service.context import current_service
from service.people import Actor
from service.queries import duplicates as queries
from service.queries.alike import Pair
from service.queries.duplicates import DECIDERS, PairShown, PersonCompared
from service.register.duplicates import LONGEST_REASON, VERDICTS, DecidedAlready, decide, shared_place
from service.register.fields import Subject, fact_of
from service.web.asked import asked_text, own_number
from service.web.fact_words import NOTHING, fact_label, value_text
from service.web.signed_in import actor_now
from service.web.stages import state_shown
from service.web.uploads import sent
from service.words import word
from workflows.roles import Role

blueprint = Blueprint("duplicates", __name__, url_prefix="/duplicates")

PAGE = 20
READERS = (*DECIDERS, Role.AUDITOR)
_MEMBER, _HOUSEHOLD = Subject.MEMBER, Subject.HOUSEHOLD


@dataclass(frozen=True)
class Compared:
    """One fact of both people."""

    label: str
    first: str
    second: str
    differs: bool


@dataclass(frozen=True)
class PairLine:
    """A pair in words."""

    pair: PairShown
    alike: tuple[str, ...]
    rows: tuple[Compared, ...]
    decisions: tuple[tuple[Any, str, str], ...]
    may_decide: bool
    url: str


class VerdictForm(FlaskForm):
    """One person or two, and what that rests on."""

    verdict = RadioField(lazy_gettext("These are"), validators=[InputRequired()])
    reason = TextAreaField(
        lazy_gettext("What the decision rests on"),
        validators=[InputRequired(), Length(max=LONGEST_REASON)],
        description=lazy_gettext("Papers seen, who was asked. No personal number in full."),
    )


@blueprint.get("/")
@open_to(*READERS)
def index() -> str:
    """Pairs that wait for a decision, or those decided to be one person who still stand there twice."""
    same = asked_text("which") == "same"
    after = _pair_asked(asked_text("after"))
    with current_service().database.read() as db:
        actor = actor_now(db)
        found = queries.pairs_page(db, actor, decided_same=same, after=after, limit=PAGE + 1)
    shown = found[:PAGE]
    which = "same" if same else None
    return render_template(
        "duplicates/index.html",
        lines=[_line(pair, actor) for pair in shown],
        same=same,
        next_url=url_for(".index", which=which, after=_pair_text(shown[-1].key)) if len(found) > PAGE else None,
        first_url=url_for(".index", which=which) if after else None,
    )


@blueprint.route("/<int:first_id>/<int:second_id>", methods=["GET", "POST"])
@open_to(*READERS)
def pair(first_id: int, second_id: int) -> ResponseReturnValue:
    """One pair, and the decision on it."""
    service = current_service()
    key = (first_id, second_id)
    with service.database.read() as db:
        actor = actor_now(db)
        found = queries.pair_alike(db, actor, key) or abort(404)
        decided = queries.is_decided(db, actor, key)
    line = _line(found, actor)
    form = VerdictForm()
    form.verdict.choices = [(verdict, str(word(f"verdict.{verdict}"))) for verdict in VERDICTS]
    if form.is_submitted() and not line.may_decide:
        abort(403)
    try:
        answer = sent(
            form,
            lambda act: decide(act.db, key, form.verdict.data, form.reason.data or "", act.actor, act.at),
            lambda _made: _decided(form.verdict.data, key),
        )
    except DecidedAlready:
        flash(_("This pair was decided already, and nothing changed since. Nothing was written."), "info")
        return redirect(url_for(".pair", first_id=first_id, second_id=second_id))
    if answer is not None:
        return answer
    page = render_template("duplicates/pair.html", line=line, form=form, decided=decided)
    return page, 422 if form.errors else 200


def _decided(verdict: str, key: Pair) -> ResponseReturnValue:
    if verdict == "same":
        flash(
            _(
                "Written down: one person. Remove one entry by an act of life, or merge the households; "
                "until then the pair stands under “One person, still twice on file”."
            ),
            "success",
        )
        return redirect(url_for(".pair", first_id=key[0], second_id=key[1]))
    flash(_("Written down: two people. The pair comes back only when their facts change."), "success")
    return redirect(url_for(".index"))


def _line(pair: PairShown, actor: Actor) -> PairLine:
    first, second = pair.first, pair.second
    return PairLine(
        pair=pair,
        alike=tuple(str(word(f"likeness.{each}")) for each in pair.alike),
        rows=tuple(_rows(first, second)),
        decisions=tuple(
            (each, str(word(f"verdict.{each.verdict}")), str(word(f"role.{each.role}"))) for each in pair.decisions
        ),
        may_decide=post_over(actor, DECIDERS, shared_place([first.village_code, second.village_code])) is not None,
        url=url_for(".pair", first_id=first.id, second_id=second.id),
    )


def _rows(first: PersonCompared, second: PersonCompared) -> list[Compared]:
    return [
        Compared(label, text, other_text, value != other_value)
        for (label, text, value), (_same, other_text, other_value) in zip(_told(first), _told(second), strict=True)
    ]


def _told(each: PersonCompared) -> list[tuple[str, str, object]]:
    """Label, text and what is compared; of numbers the prints, since two may look alike when they are masked."""
    place = f"{each.place_name} · {each.village_name} · {each.village_group}"
    home = str(_("%(name)s, No. %(number)s", name=each.head_name, number=each.number))
    return [
        *(
            (fact_label(_MEMBER, name), value_text(fact_of(_MEMBER, name), value), value)
            for name in ("name", "sex", "born_on", "relation")
            for value in (getattr(each, name),)
        ),
        (fact_label(_MEMBER, "identity"), each.identity_masked or NOTHING, each.identity_print),
        (fact_label(_MEMBER, "phone"), each.phone_masked or NOTHING, each.phone_print),
        (fact_label(_MEMBER, "household_id"), home, each.household_id),
        (fact_label(_HOUSEHOLD, "account"), each.account_masked or NOTHING, each.account_print),
        (fact_label(_HOUSEHOLD, "village_code"), place, (each.village_code, each.village_group)),
        (str(_("State")), state_shown("household", each.state).label, each.state),
    ]


def _pair_text(pair: Pair) -> str:
    return f"{pair[0]}-{pair[1]}"


def _pair_asked(text: str) -> Pair | None:
    """The pair that a page follows; an address that was spoilt begins at the first one."""
    first, _dash, second = text.partition("-")
    try:
        return own_number(first), own_number(second)
    except ValueError:
        return None
