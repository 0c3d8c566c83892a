"""Entering what was received: for one household, a list of households or a village; and taking an entry back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from service.access import open_to, signed_in_actor
from service.benefits.entering import ENTERERS, WITH_PERIOD, AlreadyOnFile, enter_benefits
from service.benefits.entering import take_back as taken_back
from service.benefits.weighing import Payment, To
from service.competence import post_over
from service.context import current_service
from service.people import Actor
from service.queries import households as household_queries
from service.queries.entitlement import Candidate, candidates, knows_health
from service.queries.payments import payments_shown
from service.queries.places import PlaceShown, place_shown
from service.rules.policies import PolicyOnFile, policies_in_force
from service.web.asked import asked_number, asked_numbers, asked_text
from service.web.file_words import yuan
from service.web.measure_lines import payment_lines
from service.web.measure_words import facts_words, policy_name, rule_sentence, terms_sentence
from service.web.measures import asked_year, years
from service.web.uploads import Writing, sent
from workflows.benefits import Unit
from workflows.roles import Level

blueprint = Blueprint("measure_entries", __name__, url_prefix="/measures")

MOST_HOUSEHOLDS = 300


class PaymentForm(FlaskForm):
    """What is the same for everybody in the form; who received how much stands in the table's own fields."""

    paid_on = DateField(lazy_gettext("Paid on"), validators=[InputRequired()])
    from_on = DateField(lazy_gettext("Runs from"), validators=[Optional()])
    to_on = DateField(lazy_gettext("Runs to"), validators=[Optional()])
    fund = StringField(
        lazy_gettext("Source of funds"),
        validators=[InputRequired(), Length(max=80)],
        description=lazy_gettext("As the payment list names it."),
    )
    evidence = FileField(
        lazy_gettext("Evidence"), description=lazy_gettext("A scan or photograph of the payment list or receipt.")
    )
    reason = TextAreaField(
        lazy_gettext("Reason"),
        validators=[Optional(), Length(max=500)],
        description=lazy_gettext("Needed where a payment goes beyond the rule, or was made again."),
        render_kw={"rows": 2},
    )
    again = BooleanField(
        lazy_gettext("It was truly paid a second time"),
        description=lazy_gettext("It is then shown as paid twice until it is recovered."),
    )
    key = HiddenField(validators=[InputRequired(), Length(min=8, max=64)])


class TakeBackForm(FlaskForm):
    """Why an entry is taken back."""

    reason = TextAreaField(
        lazy_gettext("What was wrong with this entry"),
        validators=[InputRequired(), Length(max=500)],
        render_kw={"rows": 2},
    )
    key = HiddenField(validators=[InputRequired(), Length(min=8, max=64)])


@dataclass(frozen=True, kw_only=True)
class Row:
    """Somebody in the table, with what was typed or is offered."""

    name: str
    who: str
    household: str
    met: bool | None
    missing: str
    received: str
    ticked: bool
    amount: str
    fault: str


@dataclass(frozen=True)
class _About:
    """Whom the page is about."""

    actor: Actor
    place: PlaceShown
    household_ids: tuple[int, ...]
    back_url: str


@blueprint.route("/enter", methods=["GET", "POST"])
@open_to(*ENTERERS)
def enter() -> ResponseReturnValue:
    """Enter payments: first the policy and the year, then who received how much."""
    service = current_service()
    today = service.clock.today()
    about, year = _about(), asked_year(today)
    with service.database.read() as db:
        policies = [
            each
            for each in policies_in_force(db.connection(), about.place.code, year)
            if (each.terms.unit is Unit.VILLAGE) is not bool(about.household_ids)
            and (not each.health or knows_health(about.actor, about.place.code))
        ]
        policy = next((each for each in policies if each.id == asked_number("policy")), None)
        if policy is None:
            return _choose(about, policies, year)
        found = candidates(db, about.place.code, policy, year, today, about.household_ids)
    # Of a long list those come first whom the payment list probably names.
    people = sorted(found, key=lambda each: (each.met is False, each.met is None))
    form = PaymentForm()
    if policy.terms.often not in WITH_PERIOD:
        del form.from_on, form.to_on
    if request.method == "GET":
        form.key.data = uuid4().hex
    rows = _rows(people, policy)
    given = [(candidate, row) for candidate, row in zip(people, rows, strict=True) if row.ticked]
    if request.method == "POST" and any(row.fault for _candidate, row in given):
        form.form_errors.append(_("Write every amount in yuan and fen, such as 1250 or 82.50."))

    def write(act: Writing) -> int:
        attachment = next(iter(act.store(about.place.code)), None)
        payment = Payment(
            policy_id=policy.id,
            year=year,
            from_on=form.from_on.data if "from_on" in form else None,
            to_on=form.to_on.data if "to_on" in form else None,
            paid_on=form.paid_on.data,
            fund=form.fund.data or "",
            reason=(form.reason.data or "").strip(),
            again=bool(form.again.data),
            attachment_id=attachment,
            key=form.key.data or "",
        )
        to = [To(each.who.household_id, each.who.member_id, Decimal(row.amount)) for each, row in given]
        return len(enter_benefits(act.db, about.place.code, payment, to, actor=act.actor, at=act.at, today=today))

    def done(count: int) -> ResponseReturnValue:
        flash(ngettext("%(num)s payment is on file.", "%(num)s payments are on file.", count), "success")
        return redirect(about.back_url)

    if not form.form_errors:
        try:
            answer = sent(form, write, done, files=form.evidence)
        except AlreadyOnFile:
            flash(_("This was done with the first press; the second one changed nothing."), "info")
            return redirect(about.back_url)
        if answer is not None:
            return answer
    page = render_template(
        "measures/enter.html",
        form=form,
        about=about,
        policy=policy_name(policy),
        terms=terms_sentence(policy.terms),
        rule=rule_sentence(policy.rule, policy.terms.unit),
        source=policy.source,
        quote=policy.quote,
        per_person=policy.terms.unit is Unit.PERSON,
        several=len(about.household_ids) > 1,
        year=year,
        rows=rows,
    )
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route("/<int:benefit_id>/take-back", methods=["GET", "POST"])
@open_to(*ENTERERS)
def take_back(benefit_id: int) -> ResponseReturnValue:
    """Take a payment back that was entered by mistake; both rows stay on file."""
    actor = signed_in_actor()
    with current_service().database.read() as db:
        payment = next(iter(payments_shown(db, actor, benefit_id=benefit_id)), None) or abort(404)
        health = knows_health(actor, payment.village_code)
    shown = payment_lines([payment], knows_health=health, may_enter=False) or abort(404)
    if post_over(actor, ENTERERS, payment.village_code) is None:
        abort(403)
    form = TakeBackForm()
    if request.method == "GET":
        form.key.data = uuid4().hex
    back_url = (
        url_for("measures.household", household_id=payment.household_id, year=payment.year)
        if payment.household_id
        else url_for("measures.place", code=payment.village_code, year=payment.year)
    )

    def write(act: Writing) -> int:
        return taken_back(
            act.db, benefit_id, form.reason.data or "", actor=act.actor, at=act.at, key=form.key.data or ""
        )

    def done(_id: int) -> ResponseReturnValue:
        flash(_("The payment is taken back; both entries stay on file."), "success")
        return redirect(back_url)

    try:
        answer = sent(form, write, done)
    except AlreadyOnFile:
        return redirect(back_url)
    if answer is not None:
        return answer
    page = render_template("measures/take_back.html", form=form, payment=shown[0], back_url=back_url)
    return page, 422 if form.errors or form.form_errors else 200


def _about() -> _About:
    """The households or the village of the address, in the actor's jurisdiction; 404 for anything else."""
    actor = signed_in_actor()
    ids, village = asked_numbers("households"), asked_text("village")
    if bool(ids) is bool(village):
        abort(404)
    if len(ids) > MOST_HOUSEHOLDS:
        abort(400, _("At most %(count)s households can be ticked at once.", count=MOST_HOUSEHOLDS))
    with current_service().database.read() as db:
        found = household_queries.households_chosen(db, actor, ids)
        if len(found) != len(ids):
            abort(404)
        if len({each.village_code for each in found}) > 1:
            abort(400, _("Payments are entered village by village. Tick households of one village."))
        place = place_shown(db, actor, found[0].village_code if found else village) or abort(404)
    if place.level is not Level.VILLAGE or post_over(actor, ENTERERS, place.code) is None:
        abort(404)
    year = asked_number("year")
    if len(ids) == 1:
        return _About(actor, place, tuple(ids), url_for("measures.household", household_id=ids[0], year=year))
    return _About(actor, place, tuple(ids), url_for("measures.place", code=place.code, year=year))


def _choose(about: _About, policies: Sequence[PolicyOnFile], year: int) -> ResponseReturnValue:
    return render_template(
        "measures/choose.html",
        about=about,
        year=year,
        years=years(current_service().clock.today()),
        policies=[
            (each.id, policy_name(each), terms_sentence(each.terms), rule_sentence(each.rule, each.terms.unit))
            for each in policies
        ],
    )


def _rows(people: Sequence[Candidate], policy: PolicyOnFile) -> list[Row]:
    """Everybody with what was typed; on the first opening those who meet the rule and received nothing are ticked."""
    posted = request.method == "POST"
    ticked: Collection[str] = request.form.getlist("to")
    only = asked_number("to")
    offered = "" if policy.terms.amount is None else f"{policy.terms.amount:f}".removesuffix(".00")
    rows = []
    for each in people:
        name = f"{each.who.household_id or 0}-{each.who.member_id or 0}"
        wanted = each.who.member_id == only if only is not None else bool(each.met) and not each.received
        typed = request.form.get(f"amount-{name}", "").strip().replace(",", "").replace("，", "") if posted else offered
        rows.append(
            Row(
                name=name,
                who=each.who.member_name or each.who.head_name or each.who.village_name,
                household=each.who.head_name,
                met=each.met,
                missing=facts_words(each.missing),
                received="、".join(yuan(paid.amount) for paid in each.received),
                ticked=name in ticked if posted else wanted,
                amount=typed,
                fault="" if _amount(typed) is not None else _("Write an amount."),
            )
        )
    return rows


def _amount(text: str) -> Decimal | None:
    if len(text) > 12:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
