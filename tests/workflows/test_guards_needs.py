"""Every guard declares what it looks at: enough, and no group that it does not look at."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from tests.workflows.cases import Changes, a_case, complete
from workflows import PROCEDURES
from workflows.case import (
    Case,
    Need,
    NotGathered,
    Obstacles,
    needs,
    needs_of,
    notice_kinds_of,
    paper_kinds_of,
    reasons_of,
)
from workflows.declare import Guard
from workflows.papers import Paper
from workflows.reasons import Reason

FIELD = {
    Need.PAPERS: "_papers",
    Need.PUBLICITY: "_publicity",
    Need.OBSTACLES: "_obstacles",
    Need.RULES: "_rules",
    Need.PLACE: "_place",
    Need.YEARLY_DECISION: "_continued_this_year",
}

GUARDS = [
    pytest.param(name, guard, id=f"{name}-{step.source}-{step.name}-{guard.__name__}")
    for name, procedure in PROCEDURES.items()
    for step in procedure.steps
    for guard in step.guards
]


class OnlyThese(dict[str, Sequence[Paper]]):
    """Papers of declared kinds; asking for another kind fails as asking for an ungathered group does."""

    def get(self, kind: str, default: object = None) -> Sequence[Paper]:
        if kind not in self:
            raise NotGathered(f"{kind} is not declared")
        return self[kind]


def gathered(case: Case, groups: frozenset[Need], kinds: frozenset[str]) -> Case:
    """The case with only these groups of facts and these kinds of paper gathered."""
    papers = OnlyThese({kind: (case._papers or {}).get(kind, ()) for kind in kinds})
    kept: Changes = {FIELD[need]: getattr(case, FIELD[need]) if need in groups else None for need in Need}
    kept["_papers"] = papers if Need.PAPERS in groups else None
    return replace(case, **kept)


def with_notices(case: Case, kinds: frozenset[str]) -> Case:
    """The case with only notices of these kinds gathered."""
    kept = {kind: notice for kind, notice in case.publicity.notices.items() if kind in kinds}
    return replace(case, _publicity=replace(case.publicity, notices=kept))


def cases(name: str) -> list[Case]:
    """Cases that lead a guard down each of its ways: nothing on file, everything, and everything in its way."""
    obstructed = Obstacles(open_objections=1, upheld_objections=1, open_findings=1, wrong_exit_findings=1)
    return [a_case(procedure=name), complete(name), complete(name, obstacles=obstructed)]


@pytest.mark.parametrize(("name", "guard"), GUARDS)
def test_a_guard_works_with_what_it_declares_and_says_the_same(name: str, guard: Guard) -> None:
    groups, kinds, notices = needs_of([guard]), paper_kinds_of([guard]), notice_kinds_of([guard])
    for case in cases(name):
        declared = gathered(with_notices(case, notices), groups, kinds)
        assert list(guard(declared)) == list(guard(case))


@pytest.mark.parametrize(("name", "guard"), GUARDS)
def test_a_guard_declares_no_group_that_it_does_not_look_at(name: str, guard: Guard) -> None:
    groups, kinds = needs_of([guard]), paper_kinds_of([guard])
    unused = {
        group for group in groups if not any(_fails(guard, case, groups - {group}, kinds) for case in cases(name))
    }
    assert not unused, f"{guard.__name__} declares {unused}: each costs a query on every page that offers the step"


def _fails(guard: Guard, case: Case, groups: frozenset[Need], kinds: frozenset[str]) -> bool:
    try:
        list(guard(gathered(case, groups, kinds)))
    except NotGathered:
        return True
    return False


@pytest.mark.parametrize("need", Need)
def test_looking_at_what_was_not_gathered_names_the_need(need: Need) -> None:
    bare = gathered(a_case(), frozenset(), frozenset())
    with pytest.raises(NotGathered, match=rf"Need\.{need.name}"):
        _look(bare, need)


def _look(case: Case, need: Need) -> object:
    if need is Need.PAPERS:
        return case.papers("application", Paper)
    return getattr(case, "continued_this_year" if need is Need.YEARLY_DECISION else need.value)


def test_needs_of_several_guards_are_gathered_once() -> None:
    @needs(Need.RULES, papers=("survey",), notices=("strike_off_list",))
    def one(case: Case) -> Iterator[Reason]:
        yield from ()

    @needs(Need.PLACE, papers=("measure",))
    def other(case: Case) -> Iterator[Reason]:
        yield from ()

    assert needs_of([one, other]) == {Need.RULES, Need.PLACE, Need.PAPERS, Need.PUBLICITY}
    assert notice_kinds_of([one, other]) == {"strike_off_list"}
    assert paper_kinds_of([one, other]) == {"survey", "measure"}
    assert needs_of([]) == paper_kinds_of([]) == frozenset()


def test_no_guard_is_spared_because_another_already_refused() -> None:
    propose = PROCEDURES["household"].step("propose_exit", "assisted")
    assert propose is not None
    each_alone = [reason for guard in propose.guards for reason in guard(a_case())]
    assert list(reasons_of(propose.guards, a_case())) == each_alone
    assert len(each_alone) > len(propose.guards)
