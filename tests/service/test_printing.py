"""A notice is rendered outside every transaction, kept by its hash, and told once in the history of its records."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from service.competence import ActRefused
from service.firing import Stale, fire
from service.history.leaf import Leaf
from service.models.history import HistoryDetail, HistoryEntry
from service.models.notice import NoticePdf
from service.models.record import Record
from service.notices import printing
from service.notices.paper import RenderFailed
from service.notices.printing import NoSuchNotice, PaperDiffers, PrintedNotice, pdf_path, print_notice, read_pdf
from tests.makers import World
from tests.service.walking import first_publicity, publicized

SMALL_PDF = b"%PDF-1.7 invented"


@pytest.fixture
def quick_paper(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Paper that costs no time: the kinds that were rendered, in their order."""
    rendered: list[str] = []

    def render(facts: Any) -> bytes:
        rendered.append(facts.kind)
        return SMALL_PDF + facts.number.encode()

    monkeypatch.setattr(printing, "render_pdf", render)
    monkeypatch.setattr(printing, "page_count", lambda pdf: 2)
    return rendered


def printed(world: World, data_dir: Path, notice_id: int, login: str = "clerk") -> PrintedNotice:
    return print_notice(world.database, data_dir, notice_id, world.actor(login), world.tick())


def read(world: World, data_dir: Path, notice_id: int) -> bytes:
    with world.database.read() as db:
        return read_pdf(db, data_dir, notice_id)


def last_entries(world: World, record_id: int, number: int) -> list[Any]:
    with world.database.read() as db:
        statement = select(HistoryEntry).where(HistoryEntry.record_id == record_id).order_by(HistoryEntry.seq.desc())
        return list(db.scalars(statement.limit(number)))


def test_the_paper_is_kept_by_its_hash_and_told_in_the_history_of_every_record(world: World, tmp_path: Path) -> None:
    ids = publicized(world, 2)
    before = world.versions(ids)
    notice_id = world.notice_of(ids[0], "household_exit_list")
    made = printed(world, tmp_path, notice_id)
    pdf = pdf_path(tmp_path, made.sha256).read_bytes()
    assert hashlib.sha256(pdf).hexdigest() == made.sha256
    assert (made.bytes, made.pages) == (len(pdf), len(PdfReader(BytesIO(pdf)).pages))
    assert read(world, tmp_path, notice_id) == pdf
    assert world.versions(ids) == {id: version + 1 for id, version in before.items()}
    for id in ids:
        entry, moved = last_entries(world, id, 2)
        assert (entry.step, entry.from_state, entry.to_state) == ("notice_printed", "publicized", "publicized")
        assert (entry.role, entry.post_region_code, entry.notice_id) == ("village_clerk", "990101100200", notice_id)
        assert json.loads(entry.basis) == {"notice": notice_id, "sha256": made.sha256}
        assert entry.previous_hash == moved.entry_hash
        values = {name: getattr(entry, name) for name in Leaf._fields}
        assert Leaf(**values).entry_hash() == entry.entry_hash
        with world.database.read() as db:
            payload = db.scalar(select(HistoryDetail.payload).filter_by(record_id=id, seq=entry.seq))
        assert json.loads(payload or "{}")["actor"] == "试验clerk"


def test_printing_moves_nothing_but_the_version(world: World, tmp_path: Path, quick_paper: list[str]) -> None:
    (record_id,) = first_publicity(world, 1)
    columns = (Record.state, Record.since_at, Record.last_step, Record.stays, Record.acted)
    with world.database.read() as db:
        before = db.execute(select(*columns).where(Record.id == record_id)).one()
    printed(world, tmp_path, world.notice_of(record_id, "household_first_list"))
    with world.database.read() as db:
        assert db.execute(select(*columns).where(Record.id == record_id)).one() == before


def test_a_page_that_was_drawn_before_the_printing_is_stale(
    world: World, tmp_path: Path, quick_paper: list[str]
) -> None:
    ids = publicized(world, 1)
    order = world.order("withdraw", ids, "撤回")
    printed(world, tmp_path, world.notice_of(ids[0], "household_exit_list"))
    with pytest.raises(Stale), world.database.write() as db:
        fire(db, order, world.actor("clerk"), at=world.tick())


def test_a_notice_is_printed_once_whoever_asks_again(world: World, tmp_path: Path, quick_paper: list[str]) -> None:
    ids = publicized(world, 1)
    notice_id = world.notice_of(ids[0], "household_exit_list")
    first = printed(world, tmp_path, notice_id)
    versions = world.versions(ids)
    assert printed(world, tmp_path, notice_id, "county") == first
    assert quick_paper == ["household_exit_list"]
    assert world.versions(ids) == versions


def test_of_two_prints_at_once_the_second_finds_it_done(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = publicized(world, 2)
    notice_id = world.notice_of(ids[0], "household_exit_list")
    both_render = Barrier(2, timeout=30)

    def render(facts: Any) -> bytes:
        both_render.wait()
        return SMALL_PDF

    monkeypatch.setattr(printing, "render_pdf", render)
    monkeypatch.setattr(printing, "page_count", lambda pdf: 1)
    before = world.versions(ids)
    actors = [world.actor("clerk"), world.actor("township")]
    at = world.tick()
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda actor: print_notice(world.database, tmp_path, notice_id, actor, at), actors))
    assert made[0] == made[1]
    with world.database.read() as db:
        assert len(db.execute(select(NoticePdf.sha256).where(NoticePdf.notice_id == notice_id)).all()) == 1
    assert world.versions(ids) == {id: version + 1 for id, version in before.items()}


def test_a_file_that_is_gone_or_spoilt_is_rendered_again(world: World, tmp_path: Path, quick_paper: list[str]) -> None:
    ids = publicized(world, 1)
    notice_id = world.notice_of(ids[0], "household_exit_list")
    path = pdf_path(tmp_path, printed(world, tmp_path, notice_id).sha256)
    pdf = path.read_bytes()
    path.unlink()
    assert read(world, tmp_path, notice_id) == pdf
    path.write_bytes(b"spoilt")
    assert read(world, tmp_path, notice_id) == pdf
    assert path.read_bytes() == pdf
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_other_bytes_than_those_in_the_history_are_never_given_out(
    world: World, tmp_path: Path, quick_paper: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = publicized(world, 1)
    notice_id = world.notice_of(ids[0], "household_exit_list")
    pdf_path(tmp_path, printed(world, tmp_path, notice_id).sha256).unlink()
    monkeypatch.setattr(printing, "render_pdf", lambda facts: b"set in another font")
    with pytest.raises(PaperDiffers):
        read(world, tmp_path, notice_id)


def test_a_failed_render_leaves_the_notice_pending(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = publicized(world, 1)
    notice_id = world.notice_of(ids[0], "household_exit_list")

    def fail(facts: Any) -> bytes:
        raise RenderFailed("the paper took too long")

    monkeypatch.setattr(printing, "render_pdf", fail)
    before = world.versions(ids)
    with pytest.raises(RenderFailed):
        printed(world, tmp_path, notice_id)
    assert world.versions(ids) == before
    with world.database.read() as db:
        assert notice_id in printing.pending_notices(db)


def test_a_void_notice_is_not_printed_and_not_pending(world: World, tmp_path: Path, quick_paper: list[str]) -> None:
    ids = publicized(world, 1)
    notice_id = world.notice_of(ids[0], "household_exit_list")
    world.fire("withdraw", ids, "clerk", "撤回")
    with pytest.raises(ActRefused, match="notice_is_void"):
        printed(world, tmp_path, notice_id)
    with world.database.read() as db:
        assert notice_id not in printing.pending_notices(db)
    assert quick_paper == []


@pytest.mark.parametrize(
    ("login", "code"), [("other-clerk", "outside_jurisdiction"), ("auditor", "role_may_not"), ("admin", "role_may_not")]
)
def test_who_has_no_business_here_prints_nothing(
    world: World, tmp_path: Path, quick_paper: list[str], login: str, code: str
) -> None:
    ids = publicized(world, 1)
    with pytest.raises(ActRefused, match=code):
        printed(world, tmp_path, world.notice_of(ids[0], "household_exit_list"), login)


def test_a_notice_that_does_not_exist_is_not_printed(world: World, tmp_path: Path) -> None:
    with pytest.raises(NoSuchNotice):
        printed(world, tmp_path, 404)
    with pytest.raises(NoSuchNotice):
        read(world, tmp_path, 404)
