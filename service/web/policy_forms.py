"""The form in which a data manager enters a policy: every fact that a rule may look at is a question; left empty, it
makes no condition."""

from collections.abc import Sequence
from typing import Any, Final

from flask_babel import gettext, lazy_gettext
from wtforms import (
    BooleanField,
    DecimalField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from service.rules.entering_policies import MOST_MONTHS, MOST_YUAN, PolicyTerms
from service.rules.policies import RULE_CODES, PolicyOnFile
from service.rules.policy_rows import DISABLED_MEMBER
from service.web.measure_words import choice_word
from service.web.rule_forms import RuleForm, finite
from service.words import CODES, word
from workflows.benefits import Often, Unit
from workflows.entitlement import FACTS, Condition, FactKind

YES, NO = "yes", "no"


class TicksField(SelectMultipleField):
    """Values of a fact as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The templates lay out fields by their type.
        self.type = "SelectMultipleField"


class _PolicyForm(RuleForm):
    """What a policy gives; the facts of its rule are added below."""

    code = StringField(
        lazy_gettext("Code"),
        validators=[InputRequired(), Length(max=32)],
        description=lazy_gettext(
            "The same code as a row of a region above takes its place here: small Latin letters, digits, underscores."
        ),
    )
    kind = SelectField(lazy_gettext("Kind of measure"), validators=[InputRequired()])
    name_zh = StringField(lazy_gettext("Name in Chinese"), validators=[InputRequired(), Length(max=60)])
    name_en = StringField(lazy_gettext("Name in English"), validators=[InputRequired(), Length(max=80)])
    quote = TextAreaField(
        lazy_gettext("The document's own sentence"),
        validators=[InputRequired(), Length(max=500)],
        render_kw={"rows": 2},
    )
    from_year = IntegerField(lazy_gettext("First year"), validators=[InputRequired(), NumberRange(2013, 2100)])
    to_year = IntegerField(
        lazy_gettext("Last year"),
        validators=[Optional(), NumberRange(2013, 2100)],
        description=lazy_gettext("Empty: until further notice."),
    )
    unit = SelectField(lazy_gettext("Paid"), validators=[InputRequired()])
    often = SelectField(lazy_gettext("How often"), validators=[InputRequired()])
    amount = DecimalField(
        lazy_gettext("Amount in yuan"),
        validators=[Optional(), finite, NumberRange(0, MOST_YUAN)],
        description=lazy_gettext("Empty where the document names none."),
    )
    cap = DecimalField(lazy_gettext("At most, in yuan"), validators=[Optional(), finite, NumberRange(0, MOST_YUAN)])
    most_months = IntegerField(
        lazy_gettext("At most, in months"),
        validators=[Optional(), NumberRange(1, MOST_MONTHS)],
        description=lazy_gettext("Of a monthly benefit or a loan."),
    )
    period_years = IntegerField(
        lazy_gettext("Within so many years"),
        validators=[Optional(), NumberRange(1, 20)],
        description=lazy_gettext("Of an amount that is given in all within some years."),
    )
    on_request = BooleanField(
        lazy_gettext("An offer"), description=lazy_gettext("Nobody misses it who did not ask for it.")
    )
    extension = BooleanField(
        lazy_gettext("May run longer for households with a disabled member"),
        description=lazy_gettext("With a written reason; of a monthly benefit."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = CODES["measure_kind"]
        self.kind.choices = [("", "—"), *((code, str(word(f"code.measure_kind.{code}"))) for code in kinds)]
        self.unit.choices = [("", "—"), *((unit.value, str(word(f"benefit_unit.{unit.value}"))) for unit in Unit)]
        self.often.choices = [("", "—"), *((each.value, str(word(f"benefit_often.{each.value}"))) for each in Often)]
        for fact in FACTS.values():
            if fact.kind is FactKind.CHOICE:
                self[f"rule_{fact.name}"].choices = [
                    (value, choice_word(fact.codes, value)) for value in RULE_CODES[fact.codes]
                ]
            elif fact.kind is FactKind.YES_NO:
                self[f"rule_{fact.name}"].choices = [
                    ("", gettext("makes no difference")),
                    (YES, gettext("yes")),
                    (NO, gettext("no")),
                ]

    def facts_of(self, scope: str) -> list[list[Any]]:
        """The fields of the rule about persons or households; the two bounds of a number stand together."""
        by_fact: dict[str, list[Any]] = {}
        for name, fact in RULE_FIELDS.items():
            if FACTS[fact].scope == scope:
                by_fact.setdefault(fact, []).append(self[name])
        return list(by_fact.values())


def _fields() -> dict[str, Any]:
    made: dict[str, Any] = {}
    for fact in FACTS.values():
        label = word(f"rule_fact.{fact.name}")
        name = f"rule_{fact.name}"
        if fact.kind is FactKind.CHOICE:
            made[name] = TicksField(label, validators=[Optional()])
        elif fact.kind is FactKind.YES_NO:
            made[name] = SelectField(label, validators=[Optional()])
        else:
            bounds = [Optional(), NumberRange(0, fact.most)]
            least = lazy_gettext("%(fact)s, at least", fact=label)
            made[f"{name}_least"] = IntegerField(least, validators=bounds)
            made[f"{name}_most"] = IntegerField(lazy_gettext("%(fact)s, at most", fact=label), validators=bounds)
    return made


RULE_FIELDS: Final = {
    name: name.removeprefix("rule_").removesuffix("_least").removesuffix("_most") for name in _fields()
}
"""Fact by the name of the form's field."""

PolicyForm: Any = type("PolicyForm", (_PolicyForm,), {"__doc__": "A policy with its rule.", **_fields()})


def rule_asked(form: Any) -> tuple[Condition, ...]:
    """The rule as it was filled in."""
    conditions = []
    for fact in FACTS.values():
        name = f"rule_{fact.name}"
        if fact.kind is FactKind.CHOICE and form[name].data:
            conditions.append(Condition(fact=fact.name, values=tuple(form[name].data)))
        elif fact.kind is FactKind.YES_NO and form[name].data:
            conditions.append(Condition(fact=fact.name, is_so=form[name].data == YES))
        elif fact.kind is FactKind.NUMBER:
            least, most = form[f"{name}_least"].data, form[f"{name}_most"].data
            if least is not None or most is not None:
                conditions.append(Condition(fact=fact.name, at_least=least, at_most=most))
    return tuple(conditions)


def terms_asked(form: Any) -> PolicyTerms:
    """The policy as it was filled in."""
    asked: dict[str, Any] = {
        name: (form[name].data or "").strip()
        for name in ("code", "kind", "name_zh", "name_en", "quote", "unit", "often")
    }
    for name in ("from_year", "to_year", "amount", "cap", "most_months", "period_years", "on_request"):
        asked[name] = form[name].data
    return PolicyTerms(**asked, rule=rule_asked(form), extension=(DISABLED_MEMBER,) if form.extension.data else None)


def offered(policy: PolicyOnFile) -> dict[str, Any]:
    """A policy as the form holds it, to begin a row that takes its place."""
    terms = policy.terms
    names = ("code", "kind", "name_zh", "name_en", "quote", "from_year", "to_year", "source", "certain")
    given: dict[str, Any] = {name: getattr(policy, name) for name in names}
    given |= {name: getattr(terms, name) for name in ("amount", "cap", "most_months", "period_years", "on_request")}
    given |= {"unit": terms.unit.value, "often": terms.often.value, "extension": policy.extension is not None}
    given["region"] = policy.region_code
    return given | _held(policy.rule)


def _held(rule: Sequence[Condition]) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for condition in rule:
        name = f"rule_{condition.fact}"
        if condition.values:
            held[name] = list(condition.values)
        elif condition.is_so is not None:
            held[name] = YES if condition.is_so else NO
        else:
            held |= {f"{name}_least": condition.at_least, f"{name}_most": condition.at_most}
    return held
