"""The dossier of a household: bound of what is on file, numbered through, and never refused for one bad scan."""

import shutil
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.actions import JavaScript
from pypdf.annotations import Link
from sqlalchemy import insert, select

from service.attachments import keep, store_attachment
from service.database import Database
from service.demonstration.evidence import evidence_file
from service.models.document import Document, DocumentAttachment
from service.models.record import Record
from service.notices.printing import print_notice
from service.register.values import REGISTER_KEY
from service.registers import dossier as dossiers
from service.registers.binding import A4, Binding
from service.registers.dossier import dossier_pdf
from service.registers.dossier_facts import DossierOnFile, ScanOnFile, dossier_on_file
from service.sealing import Seal
from tests.makers import VILLAGE, World, make_world
from tests.service import walking


def on_disk(folder: Path, content: bytes, media_type: str = "application/pdf") -> ScanOnFile:
    return ScanOnFile(keep(folder, content), "scan", media_type, len(content))


def bound(folder: Path, scan: ScanOnFile) -> PdfReader:
    with Binding() as binding:
        assert binding.add_scan(folder, scan)
        with binding.bound("档号", unnumbered=0) as file:
            return PdfReader(BytesIO(file.read()))


def dossier(found: DossierOnFile, folder: Path) -> PdfReader:
    with dossier_pdf(found, folder, Seal(folder, REGISTER_KEY), shows_health=False) as file:
        return PdfReader(BytesIO(file.read()))


def pdf_of(*sizes: tuple[float, float], rotation: int = 0) -> bytes:
    writer = PdfWriter()
    for width, height in sizes:
        writer.add_blank_page(width, height).rotation = rotation
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def picture(width: int, height: int) -> bytes:
    made = BytesIO()
    Image.new("RGB", (width, height), "white").save(made, "PNG")
    return made.getvalue()


def sizes(reader: PdfReader) -> list[tuple[float, float]]:
    return [(round(float(page.mediabox.width), 2), round(float(page.mediabox.height), 2)) for page in reader.pages]


def test_scans_of_every_size_come_on_a4_as_they_are_looked_at(tmp_path: Path) -> None:
    assert sizes(bound(tmp_path, on_disk(tmp_path, pdf_of((420, 595), (1191, 842))))) == [A4, A4[::-1]]
    assert sizes(bound(tmp_path, on_disk(tmp_path, pdf_of((595, 842), rotation=90)))) == [A4[::-1]]
    assert sizes(bound(tmp_path, on_disk(tmp_path, picture(300, 200), "image/png"))) == [A4[::-1]]


def test_a_large_picture_is_made_as_small_as_can_be_read(tmp_path: Path) -> None:
    (page,) = bound(tmp_path, on_disk(tmp_path, picture(3000, 4000), "image/png")).pages
    (image,) = page.images
    assert image.image is not None
    assert image.image.size == (1654, 2205)


def test_what_a_scan_would_do_when_it_is_opened_is_left_out(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://example.org/"))
    writer.add_open_action(JavaScript("app.alert(1)"))
    made = BytesIO()
    writer.write(made)
    reader = bound(tmp_path, on_disk(tmp_path, made.getvalue()))
    assert "/Annots" not in reader.pages[0]
    assert "/Names" not in reader.trailer["/Root"]


@pytest.mark.parametrize("content", [b"%PDF-1.7\n%%EOF", pdf_of((595, 842))[:200] + b"%%EOF", b"no picture"])
def test_a_file_that_cannot_be_read_leaves_nothing_behind(tmp_path: Path, content: bytes) -> None:
    with Binding() as binding:
        for media_type in ("application/pdf", "image/png"):
            assert not binding.add_scan(tmp_path, on_disk(tmp_path, content, media_type))
        assert not binding.add_scan(tmp_path, ScanOnFile("0" * 64, "gone", "application/pdf", 1))
        assert binding.pages == 0


def slips_in(reader: PdfReader) -> int:
    return sum("附件未印入说明" in "".join(page.extract_text().split()) for page in reader.pages)


def filed(world: World, folder: Path) -> DossierOnFile:
    """A household's file with a scan that is whole, one that is not, and the first notice in print."""
    (record,) = walking.identified(world, 1)
    notice = world.notice_of(record, "identification_announcement")
    print_notice(world.database, folder, notice, world.actor("county-approver"), world.tick())
    with world.database.write() as db:
        documents = list(db.scalars(select(Document.id).order_by(Document.id)))
        whole = evidence_file("申请书").content
        for document, content in zip(documents, (whole, b"%PDF-1.7\n%%EOF"), strict=False):
            scan = store_attachment(db, folder, "a.pdf", content, VILLAGE, world.people["clerk"], world.clock.now())
            db.execute(insert(DocumentAttachment).values(document_id=document, attachment_id=scan, field="scans"))
        household = db.scalar(select(Record.household_id).where(Record.id == record))
    assert household is not None
    with world.database.read() as db:
        found = dossier_on_file(db, VILLAGE, household, world.clock.today())
    assert found is not None
    return found


def test_a_dossier_is_bound_of_what_is_on_file_and_its_contents_name_the_true_pages(
    migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On one engine: paper is the same on both, and what goes into it is tested on both below.
    shutil.copy(migrated_file, tmp_path / "test.db")
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    found = filed(make_world(database), tmp_path)
    database.close()
    reader = dossier(found, tmp_path)
    texts = [page.extract_text() for page in reader.pages]
    flat = [normalize("NFKC", "".join(text.split())) for text in texts]
    assert "一户一档" in flat[0]
    assert f"共{len(texts)}页" in flat[0]
    assert "卷内文件目录" in flat[1]
    titles = ("卷内核对表", "扶贫手册(户卡)", "贫困户申请书", "入户调查核实表", "办理经过和决定")
    missing = [title for title in titles if not any(title in text for text in flat[2:])]
    assert missing == []
    starts = [next(place for place, text in enumerate(flat) if place > 1 and title in text) for title in titles]
    assert starts == sorted(starts)
    numbers = [text.strip().splitlines()[-1].strip() for text in texts[1:]]
    assert numbers == [str(number) for number in range(2, len(texts) + 1)]
    # The notice is bound in as it was printed, and the whole scan on a page of its own.
    assert any("特此公告" in text for text in flat)
    named = texts[1].split()
    assert [title for title, start in zip(titles, starts, strict=True) if str(start + 1) not in named] == []
    assert "有附件未印入" in flat[1]
    # Of the papers and scans that the world only pretends to have, and of the one that is spoilt, slips tell.
    assert slips_in(reader) == 5
    # With no room left every scan is a slip.
    monkeypatch.setattr(dossiers, "MOST_BYTES", 0)
    assert slips_in(dossier(found, tmp_path)) == 6


def test_what_goes_into_a_dossier_is_gathered_as_of_the_day(world: World, tmp_path: Path) -> None:
    found = filed(world, tmp_path)
    assert [paper.kind for paper in found.home.papers] == ["application", "application_visit", "identification_meeting"]
    assert [len(scans) for scans in found.scans.values()] == [1, 1]
    assert [notice.sha256 is not None for notice in found.notices if notice.kind == "identification_announcement"] == [
        True
    ]
    assert [entry.step for entry in found.entries][:2] == ["apply", "verify_application"]
    assert found.number == f"____-JF02{VILLAGE}-{found.home.row['number']:04}"
    assert {fault.code for fault in found.faults} == {"posting_without_photo", "posting_undated"}
    with world.database.read() as db:
        before = dossier_on_file(db, VILLAGE, found.home.id, found.home.cycles[0].opened_on)
    assert before is not None
    assert (before.home.cycles[0].state, before.notices) == ("first_publicity", before.notices)
    assert before.home.cycles[0].identified_on is None
