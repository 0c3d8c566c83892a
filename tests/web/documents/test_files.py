"""Scans and photos: a hostile file is not kept, and a kept one is sent as what it is."""

from pathlib import Path

import pytest
from flask import Flask

from service.context import Service
from tests.makers import World
from tests.service.walking import assessed
from tests.web.documents.visitors import PDF, PNG, SignIn, attached, meeting, on_file, url

HOSTILE = {
    "a program named .png": (b"MZ\x90\x00" + b"\0" * 999, "photo.png", "neither an image"),
    "a page named .pdf": (b"<!doctype html><script>alert(1)</script>", "scan.pdf", "neither an image"),
    "a drawing that can run": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "a.png", "neither an image"),
    "nothing": (b"", "empty.pdf", "is empty"),
    "half a file": (PDF[:300], "half.pdf", "is missing"),
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_file_is_refused_and_nothing_is_kept(
    world: World, sign_in: SignIn, tmp_path: Path, hostile: str
) -> None:
    content, name, why = HOSTILE[hostile]
    (id,) = assessed(world, 1)
    before = len(on_file(world))
    address = url("identification_meeting", id)
    sent = sign_in("clerk").fill(address, meeting(id), scans=[(PDF, "good.pdf"), (content, name)])
    assert sent.status_code == 422
    assert why in sent.text
    assert len(on_file(world)) == before
    assert attached(world) == []
    assert not (tmp_path / "files").exists()


def test_files_past_the_limit_are_answered_with_a_page(world: World, sign_in: SignIn) -> None:
    (id,) = assessed(world, 1)
    before = len(on_file(world))
    huge = b"--x\r\nContent-Disposition: form-data; name=scans; filename=a.pdf\r\n\r\n" + PDF + b"\n" * 3_000_000
    address = url("identification_meeting", id)
    sent = sign_in("clerk").client.post(address, data=huge, content_type="multipart/form-data; boundary=x")
    assert sent.status_code == 413
    assert "2 MB" in sent.text
    assert len(on_file(world)) == before


def test_a_path_in_a_file_name_leads_nowhere(world: World, sign_in: SignIn, tmp_path: Path) -> None:
    (id,) = assessed(world, 1)
    clerk = sign_in("clerk")
    name = "../../../../tmp/..\\evil\u202efdp.exe"
    assert clerk.fill(url("identification_meeting", id), meeting(id), scans=[(PDF, name)]).status_code == 302
    (stored,) = attached(world)
    assert stored.filename == "evilfdp.pdf"
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and "files" in path.parts]
    assert kept == [tmp_path / "files" / stored.sha256[:2] / stored.sha256]


def test_a_file_is_sent_inline_as_what_it_is_under_a_safe_name(world: World, sign_in: SignIn) -> None:
    (id,) = assessed(world, 1)
    clerk = sign_in("clerk")
    files = [(PDF, '会议"; x=y\r\nSet-Cookie: a=b.pdf'), (PNG, "photo.exe")]
    clerk.fill(url("identification_meeting", id), meeting(id), scans=files)
    for stored, media_type, content in zip(attached(world), ("application/pdf", "image/png"), (PDF, PNG), strict=True):
        sent = clerk.get(f"/attachments/{stored.id}")
        assert sent.data == content
        assert sent.headers["Content-Type"] == media_type
        assert sent.headers["X-Content-Type-Options"] == "nosniff"
        assert sent.headers["Cache-Control"] == "no-store"
        assert sent.headers["Content-Disposition"].startswith("inline")
        assert "Set-Cookie" not in sent.headers.get("Content-Disposition").split("filename*")[0] or "\n" not in str(
            sent.headers
        )
    assert attached(world)[1].filename == "photo.png"


def test_a_file_that_was_changed_on_the_disk_is_not_sent(world: World, sign_in: SignIn, app: Flask) -> None:
    (id,) = assessed(world, 1)
    clerk = sign_in("clerk")
    clerk.fill(url("identification_meeting", id), meeting(id), scans=[(PDF, "a.pdf")])
    (stored,) = attached(world)
    service: Service = app.extensions["service"]
    path = service.settings.data_dir / "files" / stored.sha256[:2] / stored.sha256
    path.write_bytes(PDF + b"\n")
    assert clerk.get(f"/attachments/{stored.id}").status_code == 500
