"""What people are entitled to against what they received: for one household, or for every household of a place.

The number of statements is the same for a household, a village and a county. Facts are those of the year's last day, or
of today in a year that runs: later changes of the register are undone.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from service.people import Actor
from service.queries.entitled_people import Home, Person, homes_of, villages_named, villages_of
from service.queries.households import HEALTH_READERS
from service.queries.payments import PaymentRow, payments_around
from service.rules.policies import PolicyOnFile, policies_around, policies_of
from workflows.benefits import Paid, Unit, Weighed, weighed
from workflows.entitlement import Judgement, Rule, judged, judged_household
from workflows.roles import covers


@dataclass(frozen=True, kw_only=True)
class Beneficiary:
    """Whom a policy is for: a person of a household, a household, or a village (neither of them)."""

    village_code: str
    village_name: str
    household_id: int | None = None
    number: int | None = None
    head_name: str = ""
    member_id: int | None = None
    member_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Entitlement:
    """A policy and a beneficiary in a year: whether the rule is met, what was paid, what is found."""

    who: Beneficiary
    policy: PolicyOnFile
    judgement: Judgement
    weighed: Weighed

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds of what is found."""
        return frozenset(each.kind.value for each in self.weighed.findings)


@dataclass(frozen=True, kw_only=True)
class Assessed:
    """A place or a household in a year."""

    year: int
    as_at: date
    rows: tuple[Entitlement, ...]


def assessed(
    db: Session, place: str, year: int, today: date, *, household_id: int | None = None, knows_health: bool
) -> Assessed:
    """Every policy that somebody meets, may meet, or was paid under. The caller asks whether the place may be seen.

    Args:
        place: code of a region; a household's village together with `household_id`.
        knows_health: without it policies over health are left out, for whoever meets one is known to be ill.
    """
    connection = db.connection()
    on_file = policies_around(connection, place)
    as_at = min(today, date(year, 12, 31))
    homes = homes_of(db, place, year, as_at, undoes=year < today.year, household_id=household_id)
    villages = villages_of(db, place) if household_id is None else {}
    payments = _by_beneficiary(payments_around(db, place, household_id=household_id))
    weighing = _Weighing(year, today, on_file, payments, knows_health)
    rows = [row for home in homes for row in weighing.of_home(home)]
    rows += [row for code, name in villages.items() for row in weighing.of_village(code, name)]
    return Assessed(year=year, as_at=as_at, rows=tuple(rows))


_Key = tuple[str, str, int | None, int | None]


def _by_beneficiary(payments: Iterable[PaymentRow]) -> dict[_Key, list[PaymentRow]]:
    found: dict[_Key, list[PaymentRow]] = {}
    for each in payments:
        village = _village_of(each.village_code, each.household_id)
        found.setdefault((each.policy_code, village, each.household_id, each.member_id), []).append(each)
    return found


def _village_of(code: str, household_id: int | None) -> str:
    """What stands for the village in a key: nothing with a household, which may have moved since."""
    return "" if household_id is not None else code


def _key(policy: PolicyOnFile, who: Beneficiary) -> _Key:
    village = _village_of(who.village_code, who.household_id)
    return policy.code, village, who.household_id, who.member_id


class _Weighing:
    """Weighs one beneficiary after another against the policies of its village."""

    def __init__(
        self,
        year: int,
        today: date,
        on_file: Sequence[PolicyOnFile],
        payments: Mapping[_Key, list[PaymentRow]],
        knows_health: bool,
    ) -> None:
        self._year = year
        self._today = today
        self._on_file = on_file
        self._by_id = {each.id: each for each in on_file}
        self._payments = payments
        self._others: dict[tuple[str, int | None], list[_Key]] = {}
        for key in payments:
            self._others.setdefault((key[1], key[2]), []).append(key)
        self._knows_health = knows_health
        self._held: dict[str, list[PolicyOnFile]] = {}

    def of_home(self, home: Home) -> Iterator[Entitlement]:
        """What a household and its people meet or were paid."""
        policies = self._policies(home.village_code)
        people = [person.facts for person in home.people if person.here]
        seen: set[_Key] = set()
        for policy in policies:
            if policy.terms.unit is Unit.HOUSEHOLD:
                judgement = judged_household(policy.rule, home.facts, people)
                yield from self._row(policy, _of_home(home), judgement, seen)
            elif policy.terms.unit is Unit.PERSON:
                for person in home.people:
                    judgement = judged(policy.rule, {**home.facts, **person.facts})
                    yield from self._row(policy, _of_person(home, person), judgement, seen)
        yield from self._beside(home.village_code, home.id, seen, _of_home(home), home.people)

    def of_village(self, code: str, name: str) -> Iterator[Entitlement]:
        """What a village and its work team were given."""
        seen: set[_Key] = set()
        who = Beneficiary(village_code=code, village_name=name)
        for policy in self._policies(code):
            if policy.terms.unit is Unit.VILLAGE:
                yield from self._row(policy, who, Judgement(True), seen)
        yield from self._beside(code, None, seen, who, ())

    def _policies(self, village: str) -> list[PolicyOnFile]:
        if village not in self._held:
            found = policies_of(self._on_file, village, self._year)
            self._held[village] = [each for each in found if self._knows_health or not each.health]
        return self._held[village]

    def _row(
        self, policy: PolicyOnFile, who: Beneficiary, judgement: Judgement, seen: set[_Key]
    ) -> Iterator[Entitlement]:
        key = _key(policy, who)
        seen.add(key)
        paid = [_paid(each) for each in self._payments.get(key, ())]
        if judgement.met is False and not paid:
            return
        found = weighed(policy.terms, judgement.met, self._year, paid, self._today)
        if judgement.met is not False or found.paid:
            yield Entitlement(who=who, policy=policy, judgement=judgement, weighed=found)

    def _beside(
        self, village: str, household_id: int | None, seen: set[_Key], who: Beneficiary, people: Sequence[Person]
    ) -> Iterator[Entitlement]:
        """Payments under a policy that does not hold here in this year, or to somebody who was not there."""
        names = {person.id: person.name for person in people}
        for key in self._others.get((_village_of(village, household_id), household_id), ()):
            if key in seen:
                continue
            policy = self._by_id.get(self._payments[key][-1].policy_id)
            if policy is None or (policy.health and not self._knows_health):
                continue
            member = {"member_id": key[3], "member_name": names.get(key[3] or 0, self._payments[key][0].member_name)}
            other = Beneficiary(**{**who.__dict__, **member}) if key[3] else who
            yield from self._row(policy, other, Judgement(False), seen)


def _of_home(home: Home) -> Beneficiary:
    return Beneficiary(**_home_columns(home))


def _of_person(home: Home, person: Person) -> Beneficiary:
    return Beneficiary(**_home_columns(home), member_id=person.id, member_name=person.name)


def _home_columns(home: Home) -> dict[str, Any]:
    return {
        "village_code": home.village_code,
        "village_name": home.village_name,
        "household_id": home.id,
        "number": home.number,
        "head_name": home.head_name,
    }


def _paid(row: PaymentRow) -> Paid:
    return Paid(
        id=row.id,
        year=row.year,
        amount=row.amount,
        paid_on=row.paid_on,
        from_on=row.from_on,
        to_on=row.to_on,
        reason=row.reason,
    )


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody to whom a payment may be entered, with what stands already under the policy in the year."""

    who: Beneficiary
    met: bool | None
    missing: tuple[str, ...]
    received: tuple[Paid, ...]


def candidates(
    db: Session, village_code: str, policy: PolicyOnFile, year: int, today: date, household_ids: Collection[int]
) -> list[Candidate]:
    """Whom a policy pays among some households of a village, or the village itself where none are given."""
    payments = _by_beneficiary(payments_around(db, village_code))
    unit = policy.terms.unit
    found: list[tuple[Beneficiary, Judgement]] = []
    if unit is Unit.VILLAGE:
        name = next(iter(villages_named(db, [village_code]).values()), village_code)
        found.append((Beneficiary(village_code=village_code, village_name=name), Judgement(True)))
    else:
        as_at = min(today, date(year, 12, 31))
        undoes = year < today.year
        homes = {home.id: home for home in homes_of(db, village_code, year, as_at, undoes=undoes)}
        if len(household_ids) == 1 and not set(household_ids) <= set(homes):
            (only,) = household_ids
            homes = {
                home.id: home for home in homes_of(db, village_code, year, as_at, undoes=undoes, household_id=only)
            }
        for home in (home for home in homes.values() if home.id in household_ids):
            if unit is Unit.HOUSEHOLD:
                people = [person.facts for person in home.people if person.here]
                found.append((_of_home(home), judged_household(policy.rule, home.facts, people)))
            else:
                found += [
                    (_of_person(home, person), judged(policy.rule, {**home.facts, **person.facts}))
                    for person in home.people
                ]
    return [
        Candidate(
            who=who,
            met=judgement.met,
            missing=judgement.missing,
            received=weighed(
                policy.terms, judgement.met, year, [_paid(each) for each in payments.get(_key(policy, who), ())], today
            ).paid,
        )
        for who, judgement in found
    ]


def met_by(db: Session, place: str, unit: Unit, rule: Rule, year: int, today: date) -> tuple[int, int]:
    """How many households, and how many persons, a rule would meet in a place: a preview before it is entered."""
    homes = homes_of(db, place, year, min(today, date(year, 12, 31)), undoes=year < today.year)
    if unit is Unit.HOUSEHOLD:
        met = [
            home
            for home in homes
            if judged_household(rule, home.facts, [person.facts for person in home.people if person.here]).met
        ]
        return len(met), sum(sum(person.here for person in home.people) for home in met)
    each = [
        sum(bool(judged(rule, {**home.facts, **person.facts}).met) for person in home.people if person.here)
        for home in homes
    ]
    return sum(number > 0 for number in each), sum(each)


def knows_health(actor: Actor, place: str) -> bool:
    """Whether policies over health are shown to somebody in a place."""
    return any(post.role in HEALTH_READERS and covers(post.region_code, place) for post in actor.appointments)
