"""Prints, posts, signs and objects as the pages do: through the functions that ask who, where and when."""

from typing import Any

from sqlalchemy import insert, select

from service.models.document import Attachment
from service.models.notice import NoticePdf
from service.models.objection import Objection, ObjectionLetter, ObjectionLetterPdf
from service.notices.posting import record_posting, sign_result
from service.notices.projects import issue_project_publicity
from service.objections.acts import investigate, take
from service.objections.files import KeptFile
from service.objections.lodging import lodge
from service.objections.replies import deliver, reply
from service.rules.entering import Origin, ProfileTerms, enter_profile
from tests.makers import COUNTY, VILLAGE, World
from tests.service.specimen_notices import PROJECTS

EXIT = "household_exit_list"
INVESTIGATORS = ("核查员甲", "核查员乙")
EVIDENCE = KeptFile("4" * 64, "photo.png", "image/png", 1)


def attachment(world: World, filename: str = "photo.png", media_type: str = "image/png") -> int:
    """A stored file, without the file."""
    row = {
        "sha256": "2" * 64,
        "filename": filename,
        "media_type": media_type,
        "bytes": 1,
        "region_code": VILLAGE,
        "stored_by": world.people["clerk"],
        "stored_at": world.clock.now(),
    }
    with world.database.write() as db:
        return db.execute(insert(Attachment).values(**row).returning(Attachment.id)).scalar_one()


def mark_printed(world: World, notice_id: int) -> None:
    """The notice has its PDF, without rendering it."""
    row = {"sha256": "0" * 64, "bytes": 1, "pages": 1, "rendered_at": world.clock.now()}
    with world.database.write() as db:
        db.execute(insert(NoticePdf).values(notice_id=notice_id, rendered_by=world.people["clerk"], **row))


def post(world: World, notice_id: int, login: str = "clerk", **changes: Any) -> int:
    """Record that a notice was put up today at the village's board."""
    given = {
        "posted_on": world.clock.today(),
        "place": "村务公开栏",
        "place_level": "village",
        "posted_by": "张贴人",
        **changes,
    }
    if "photos" not in given:
        given["photos"] = [attachment(world)]
    with world.database.write() as db:
        return record_posting(db, notice_id, **given, actor=world.actor(login), at=world.tick())


def sign(world: World, notice_id: int, login: str = "clerk", **changes: Any) -> None:
    """Sign the statement on the result today."""
    given = {
        "signed_on": world.clock.today(),
        "signed_by_handler": "经办人",
        "signed_by_supervisor": "监委会主任",
        "signed_by_team": "队长",
        **changes,
    }
    if "scan" not in given:
        given["scan"] = attachment(world, "statement.pdf", "application/pdf")
    with world.database.write() as db:
        sign_result(db, notice_id, **given, actor=world.actor(login), at=world.tick())


def hung(world: World, record_id: int, kind: str, login: str = "clerk", **changes: Any) -> int:
    """Print and post a record's notice; its id."""
    notice_id = world.notice_of(record_id, kind)
    mark_printed(world, notice_id)
    post(world, notice_id, login, **changes)
    return notice_id


def lodged(world: World, notice_id: int, record_id: int | None, login: str = "clerk", **changes: Any) -> int:
    """Record an objection that somebody brought today."""
    given: dict[str, Any] = {"channel": "visit", "objector": "", "content": "该户购有小汽车", **changes}
    given.setdefault("lodged_on", world.clock.today())
    with world.database.write() as db:
        return lodge(db, notice_id, record_id=record_id, **given, actor=world.actor(login), at=world.tick())


def hung_projects(
    world: World, place: str = VILLAGE, login: str = "township", level: str = "village", **changes: Any
) -> int:
    """Issue, print and post a publicity of projects; its id."""
    given: dict[str, Any] = {"year": world.clock.today().year, "projects": PROJECTS, **changes}
    with world.database.write() as db:
        notice_id = issue_project_publicity(db, place, **given, actor=world.actor(login), at=world.tick())
    mark_printed(world, notice_id)
    post(world, notice_id, login, place_level=level)
    return notice_id


SCREENING = {"accepted": "accept", "out_of_time": "refuse_late", "clue": "open_clue"}


def taken(world: World, objection_id: int, step: str, login: str = "township", finding: str = "") -> None:
    """Take a plain step of an objection as it stands now."""
    version = objection(world, objection_id).version
    with world.database.write() as db:
        take(db, objection_id, version, step, finding=finding, actor=world.actor(login), at=world.tick())


def screened(
    world: World, objection_id: int, outcome: str = "accepted", login: str = "township", finding: str = ""
) -> None:
    """Screen an objection as it stands now."""
    taken(world, objection_id, SCREENING[outcome], login, finding)


def investigated(world: World, objection_id: int, login: str = "township", **changes: Any) -> None:
    """Record what two people found, with a photograph."""
    given = {"investigators": INVESTIGATORS, "finding": "经实地核查", "files": [EVIDENCE], **changes}
    version = objection(world, objection_id).version
    with world.database.write() as db:
        investigate(db, objection_id, version, **given, actor=world.actor(login), at=world.tick())


def decided(world: World, objection_id: int, upheld: bool, login: str = "township", **changes: Any) -> None:
    """Look into an objection and decide it."""
    investigated(world, objection_id, login, **changes)
    taken(world, objection_id, "uphold" if upheld else "dismiss", login)


def answered(world: World, objection_id: int, login: str = "township", finding: str = "经查与事实不符") -> int:
    """Issue the written reply; the act's id."""
    version = objection(world, objection_id).version
    with world.database.write() as db:
        return reply(db, objection_id, version, finding=finding, actor=world.actor(login), at=world.tick())


def delivered(world: World, objection_id: int, login: str = "township", **changes: Any) -> None:
    """Record that the newest reply was handed over today, printed without printing it."""
    with world.database.write() as db:
        letters = select(ObjectionLetter.act_id).where(ObjectionLetter.objection_id == objection_id)
        act_id = db.execute(letters.order_by(ObjectionLetter.act_id.desc()).limit(1)).scalar_one()
        if not db.execute(select(ObjectionLetterPdf.act_id).filter_by(act_id=act_id)).first():
            row = {"act_id": act_id, "sha256": "3" * 64, "bytes": 1, "rendered_at": world.clock.now()}
            db.execute(insert(ObjectionLetterPdf).values(**row, rendered_by=world.people[login]))
    given = {"delivered_on": world.clock.today(), "manner": "handed_over", "recipient": "王某", **changes}
    with world.database.write() as db:
        deliver(db, objection_id, **{"letter_id": act_id, **given}, actor=world.actor(login), at=world.tick())


def appealed(world: World, objection_id: int, login: str = "clerk", grounds: str = "核查不实") -> None:
    """Record an appeal against a dismissal that was answered."""
    taken(world, objection_id, "appeal", login, grounds)


def withdrawn(world: World, objection_id: int, login: str = "township", statement: str = "本人书面撤回") -> None:
    """Record that the objector takes it back."""
    taken(world, objection_id, "withdraw", login, statement)


def objection(world: World, objection_id: int) -> Objection:
    """The objection as it stands."""
    with world.database.read() as db:
        return db.scalars(select(Objection).where(Objection.id == objection_id)).one()


def publicize_by(world: World, **changes: Any) -> None:
    """The county's rule for exit lists from today on: five working days unless it is changed."""
    terms = {
        "notice_kind": EXIT,
        "place_level": "village",
        "minimum_days": 5,
        "working_days": True,
        "counts_posting_day": False,
        "rolls_over_holidays": False,
        "record_within_days": 2,
        "valid_from": world.clock.today(),
        "valid_to": None,
        **changes,
    }
    actor, at = world.actor("data"), world.clock.now()
    with world.database.write() as db:
        origin = Origin(region_code=COUNTY, source="文件", certain=True, actor=actor, at=at)
        enter_profile(db, origin, ProfileTerms(**terms))
