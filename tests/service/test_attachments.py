"""Files are accepted by what they are, kept once under their hash, and read back as they were."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from service.attachments import (
    ENDINGS,
    NAME_LENGTH,
    Damaged,
    NotAccepted,
    accept,
    file_path,
    keep,
    read_file,
    shown_name,
    store_attachment,
)
from service.demonstration.evidence import evidence_file
from service.models.document import Attachment
from tests.makers import VILLAGE, World

PDF = evidence_file("会议记录").content
PNG = evidence_file("张贴照片", photo=True).content
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(200)) + b"\xff\xd9"


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.png", PNG, "image/png"),
        ("a.JPEG", JPEG, "image/jpeg"),
        ("camera.jpg", JPEG + b"appended by a camera", "image/jpeg"),
    ],
)
def test_images_and_pdfs_are_accepted(name: str, content: bytes, media_type: str) -> None:
    upload = accept(name, content)
    assert (upload.filename, upload.media_type, upload.content) == (name, media_type, content)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.png", b"", "file_empty"),
        ("program.png", b"MZ\x90\x00" + b"\0" * 500, "file_of_another_kind"),
        ("page.pdf", b"<!doctype html><script>alert(1)</script>", "file_of_another_kind"),
        ("page.pdf", b"<html>%PDF-1.4 %%EOF", "file_of_another_kind"),
        ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file_of_another_kind"),
        ("archive.pdf", b"PK\x03\x04" + b"\0" * 100, "file_of_another_kind"),
        ("moving.png", b"GIF89a" + b"\0" * 100, "file_of_another_kind"),
        ("cut.pdf", PDF[: len(PDF) // 2], "file_cut_off"),
        ("cut.png", PNG[: len(PNG) // 2], "file_cut_off"),
        ("cut.jpg", JPEG[:-2], "file_cut_off"),
        ("large.pdf", PDF + b"\n" * 3_000_000, "file_too_large"),
    ],
)
def test_everything_else_is_refused_with_its_reason(name: str, content: bytes, why: str) -> None:
    with pytest.raises(NotAccepted) as refused:
        accept(name, content, most_bytes=2 * 1_048_576)
    assert refused.value.reason.code == why


@pytest.mark.parametrize(
    ("came", "shown"),
    [
        ("会议记录.pdf", "会议记录.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\扫描\\第一页.pdf", "第一页.pdf"),
        ("a\u202egnp.exe.pdf", "agnp.exe.pdf"),
        ('x" onerror="alert(1).pdf', "x_onerror=_alert(1).pdf"),
        ("line\nbreak\r.pdf", "linebreak.pdf"),
        ("..", "file"),
        ("", "file"),
        (".pdf", "pdf"),
    ],
)
def test_a_name_is_shown_without_what_could_deceive(came: str, shown: str) -> None:
    assert shown_name(came) == shown


def test_the_ending_follows_the_content() -> None:
    assert accept("invoice.exe", PDF).filename == "invoice.pdf"
    assert accept("第一页", JPEG).filename == "第一页.jpg"
    assert accept("photo.png", JPEG).filename == "photo.jpg"


@given(st.text(max_size=300))
def test_any_name_becomes_a_harmless_one(came: str) -> None:
    upload = accept(came, PDF)
    assert upload.filename.endswith(ENDINGS["application/pdf"])
    assert 0 < len(upload.filename) <= NAME_LENGTH
    assert not set(upload.filename) & set('/\\\n\r\0"<>:;|?*')
    assert not upload.filename.startswith(".")
    upload.filename.encode()


def test_a_file_is_written_once_under_its_hash(tmp_path: Path) -> None:
    digest = keep(tmp_path, PDF)
    assert digest == hashlib.sha256(PDF).hexdigest()
    path = file_path(tmp_path, digest)
    written = path.stat()
    assert keep(tmp_path, PDF) == digest
    assert path.stat().st_mtime_ns == written.st_mtime_ns
    assert [each.name for each in path.parent.iterdir()] == [digest]
    assert read_file(tmp_path, digest) == PDF
    assert written.st_mode & 0o007 == 0


def test_a_file_that_was_changed_or_lost_is_noticed(tmp_path: Path) -> None:
    digest = keep(tmp_path, PDF)
    file_path(tmp_path, digest).write_bytes(PDF.replace(b"DEMONSTRATION", b"FALSIFICATION"))
    with pytest.raises(Damaged, match="changed"):
        read_file(tmp_path, digest)
    file_path(tmp_path, digest).unlink()
    with pytest.raises(Damaged, match="cannot be read"):
        read_file(tmp_path, digest)


def test_the_same_file_twice_is_two_entries_and_one_file(world: World, tmp_path: Path) -> None:
    with world.database.write() as db:
        first, second = (
            store_attachment(db, tmp_path, name, PNG, VILLAGE, by=world.people["clerk"], at=world.clock.now())
            for name in ("a.png", "../b.exe")
        )
    with world.database.read() as db:
        stored = {row.id: row for row in db.scalars(select(Attachment))}
    assert (stored[first].filename, stored[second].filename) == ("a.png", "b.png")
    assert stored[first].sha256 == stored[second].sha256
    assert (stored[first].bytes, stored[first].media_type) == (len(PNG), "image/png")
    assert sum(path.is_file() for path in (tmp_path / "files").rglob("*")) == 1
