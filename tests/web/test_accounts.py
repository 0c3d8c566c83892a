"""The administrator opens accounts and appoints people; nobody else does, and the administrator does nothing else."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from service.accounts import AccountRefused, appoint, new_account, set_active
from service.clock import FixedClock
from service.context import Service
from service.people import Actor, Post, actor_of
from service.queries.accounts import account, tenures
from tests.web.conftest import PASSWORD, TODAY, Browser
from workflows.roles import Role

Opening = Callable[[], Browser]
Making = Callable[..., int]
VILLAGE = "341522500598"


@pytest.fixture
def administrator(visitor: Callable[..., Browser]) -> Browser:
    return visitor("admin", Role.ADMINISTRATOR)


def posts_of(service: Service, user_id: int, on: date = TODAY) -> list[tuple[str, str]]:
    with service.database.read() as db:
        actor = actor_of(db, user_id, on)
    assert actor
    return [(post.role, post.region_code) for post in actor.appointments]


def appointment(**changes: str) -> dict[str, str]:
    return {"role": "village_clerk", "region": VILLAGE, "from_on": "2019-01-07", "until_on": "", **changes}


def test_an_account_is_opened_and_its_holder_appointed(
    administrator: Browser, service: Service, browser: Opening
) -> None:
    made = administrator.post(
        "/accounts/new", {"login": "Wang.2", "name": "王某", "password": "河边有一棵大柳树一只鸟"}
    )
    user_id = int(made.headers["Location"].rsplit("/", 1)[1])
    assert posts_of(service, user_id) == []
    path = f"/accounts/{user_id}/appointments/new"
    assert administrator.post(path, appointment(region="东湖渔业村民委员会")).status_code == 302
    assert posts_of(service, user_id) == [("village_clerk", VILLAGE)]
    assert "东湖渔业村民委员会" in administrator.get(made.headers["Location"]).text
    assert "王某" in administrator.get("/accounts/").text
    assert browser().sign_in("wang.2", "河边有一棵大柳树一只鸟").status_code == 302


def test_an_account_with_faults_is_not_opened_and_what_was_typed_stays(administrator: Browser, person: Making) -> None:
    person("wang")
    page = administrator.post("/accounts/new", {"login": "wang", "name": "李某某", "password": "short"})
    assert page.status_code == 422
    assert 'value="李某某"' in page.text
    assert "short" not in page.text
    assert page.text.count('class="field-error"') == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"region": "341522"}, "region"),
        ({"region": "999999999999"}, "region"),
        ({"region": ""}, "region"),
        ({"role": ""}, "role"),
        ({"role": "emperor"}, "role"),
        ({"from_on": "2019-01-06"}, "from_on"),
        ({"from_on": "someday"}, "from_on"),
        ({"until_on": "2018-12-31"}, "until_on"),
        ({"acting": "y"}, "until_on"),
    ],
)
def test_an_appointment_with_a_fault_is_refused_at_its_field(
    administrator: Browser, service: Service, person: Making, changes: dict[str, str], field: str
) -> None:
    user_id = person("wang")
    page = administrator.post(f"/accounts/{user_id}/appointments/new", appointment(**changes))
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert posts_of(service, user_id) == []


def test_an_acting_appointment_ends_by_itself(administrator: Browser, service: Service, person: Making) -> None:
    user_id = person("wang")
    path = f"/accounts/{user_id}/appointments/new"
    assert administrator.post(path, appointment(acting="y", until_on="2019-01-20")).status_code == 302
    assert len(posts_of(service, user_id, date(2019, 1, 20))) == 1
    assert posts_of(service, user_id, date(2019, 1, 21)) == []


def test_an_ended_post_gives_no_right_from_that_moment(
    administrator: Browser, service: Service, browser: Opening, person: Making
) -> None:
    person("second-admin", Role.ADMINISTRATOR)
    other = browser()
    other.sign_in("second-admin")
    assert other.get("/accounts/").status_code == 200
    with service.database.read() as db:
        made = person("wang", Role.VILLAGE_CLERK, VILLAGE)
        second = account(db, made - 1, TODAY)
    assert second
    post = second.posts[0].appointment_id
    page = f"/accounts/{second.id}"
    assert administrator.post(f"{page}/appointments/{post}/end", page=page).status_code == 302
    assert other.get("/accounts/").status_code == 403
    with service.database.read() as db:
        assert tenures(db, second.id)[0].over(TODAY)


def test_another_persons_post_cannot_be_ended_through_this_page(
    administrator: Browser, service: Service, person: Making
) -> None:
    wang, li = person("wang", Role.VILLAGE_CLERK, VILLAGE), person("li")
    with service.database.read() as db:
        post = tenures(db, wang)[0].id
    administrator.post(f"/accounts/{li}/appointments/{post}/end", page=f"/accounts/{li}")
    assert posts_of(service, wang) == [("village_clerk", VILLAGE)]


def test_closing_an_account_signs_its_holder_out(administrator: Browser, browser: Opening, person: Making) -> None:
    user_id = person("wang", Role.VILLAGE_CLERK, VILLAGE)
    wang = browser()
    wang.sign_in("wang")
    administrator.post(f"/accounts/{user_id}/close", page=f"/accounts/{user_id}")
    assert wang.get("/my-account/").status_code == 302
    assert browser().sign_in("wang").status_code == 422
    administrator.post(f"/accounts/{user_id}/reopen", page=f"/accounts/{user_id}")
    assert browser().sign_in("wang").status_code == 302


def test_another_password_signs_out_and_unlocks(administrator: Browser, browser: Opening, person: Making) -> None:
    user_id = person("wang")
    wang = browser()
    wang.sign_in("wang")
    for _guess in range(5):
        browser().sign_in("wang", "not the password")
    assert administrator.post(f"/accounts/{user_id}/password", {"password": "wang and more"}).status_code == 422
    assert administrator.post(f"/accounts/{user_id}/password", {"password": "quite another one"}).status_code == 302
    assert wang.get("/my-account/").status_code == 302
    assert browser().sign_in("wang").status_code == 422
    assert browser().sign_in("wang", "quite another one").status_code == 302


def test_a_person_changes_their_own_password_and_other_browsers_are_signed_out(
    browser: Opening, person: Making
) -> None:
    person("wang")
    here, there = browser(), browser()
    here.sign_in("wang")
    there.sign_in("wang")
    typed = {"present": "wrong", "password": "quite another one"}
    assert here.post("/my-account/", typed).status_code == 422
    assert here.post("/my-account/", {**typed, "present": PASSWORD}).status_code == 302
    assert here.get("/my-account/").status_code == 200
    assert there.get("/my-account/").status_code == 302


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_no_other_role_opens_these_pages(visitor: Callable[..., Browser], role: Role) -> None:
    places = {"village": VILLAGE, "work": VILLAGE, "township": VILLAGE[:9], "county": VILLAGE[:6], "city": VILLAGE[:4]}
    region = places.get(role.split("_")[0], VILLAGE[:2])
    opened = visitor("wang", role, region)
    for path in ("/accounts/", "/accounts/new", "/accounts/1", "/accounts/1/password", "/accounts/1/appointments/new"):
        assert opened.get(path).status_code == 403


def test_an_administrator_is_shown_the_accounts_and_reaches_no_place(administrator: Browser, service: Service) -> None:
    assert administrator.get("/sign-in").headers["Location"] == "/accounts/"
    assert Actor(1, "admin", "某", (Post(1, Role.ADMINISTRATOR, "", "全国"),)).region_prefixes() == ()


def test_the_widest_regions_of_a_person_cover_the_others() -> None:
    codes = ("341522", "341522500598", "61", "6107", "3416")
    posts = tuple(Post(number, Role.AUDITOR, code, "") for number, code in enumerate(codes))
    assert Actor(1, "li", "某", posts).region_prefixes() == ("341522", "3416", "61")
    assert Actor(1, "li", "某", (*posts, Post(9, Role.AUDITOR, "", ""))).region_prefixes() == ("",)


def test_nobody_appoints_themselves(administrator: Browser, service: Service) -> None:
    page = administrator.post("/accounts/1/appointments/new", appointment())
    assert page.status_code == 422
    assert posts_of(service, 1) == [("administrator", "")]


def test_an_administrator_holds_no_business_post(administrator: Browser, service: Service, person: Making) -> None:
    other = person("second-admin", Role.ADMINISTRATOR)
    clerk = person("wang", Role.VILLAGE_CLERK, VILLAGE)
    assert administrator.post(f"/accounts/{other}/appointments/new", appointment()).status_code == 422
    wanted = appointment(role="administrator", region="")
    assert administrator.post(f"/accounts/{clerk}/appointments/new", wanted).status_code == 422


def test_the_last_administrator_stays(administrator: Browser, service: Service, browser: Opening) -> None:
    administrator.post("/accounts/1/close", page="/accounts/1")
    with service.database.read() as db:
        post = tenures(db, 1)[0].id
    administrator.post(f"/accounts/1/appointments/{post}/end", page="/accounts/1")
    assert posts_of(service, 1) == [("administrator", "")]
    assert administrator.get("/accounts/").status_code == 200


def test_the_same_post_is_not_given_twice_at_a_time(service: Service, clock: FixedClock, person: Making) -> None:
    user_id = person("wang", Role.VILLAGE_CLERK, VILLAGE)
    with pytest.raises(AccountRefused, match="appointed_already"), service.database.write() as db:
        appoint(
            db,
            user_id=user_id,
            role=Role.VILLAGE_CLERK,
            region_code=VILLAGE,
            from_on=TODAY + timedelta(days=90),
            at=clock.now(),
            today=TODAY,
        )


def test_an_account_that_does_not_exist_is_not_found(administrator: Browser) -> None:
    for path in ("/accounts/99", "/accounts/99/password", "/accounts/99/appointments/new"):
        assert administrator.get(path).status_code == 404


def test_a_long_list_of_accounts_has_further_pages(administrator: Browser, service: Service, clock: FixedClock) -> None:
    with service.database.write() as db:
        for number in range(60):
            new_account(db, login=f"person{number:02}", name=f"某{number:02}", password=PASSWORD, at=clock.now())
    first = administrator.get("/accounts/")
    assert "某48" in first.text
    assert "某49" not in first.text
    second = administrator.get("/accounts/?after=person48")
    assert "某49" in second.text


def test_a_closed_account_acts_no_more(service: Service, person: Making) -> None:
    user_id = person("wang", Role.VILLAGE_CLERK, VILLAGE)
    with service.database.write() as db:
        set_active(db, user_id, False, on=TODAY)
    with service.database.read() as db:
        assert actor_of(db, user_id, TODAY) is None
