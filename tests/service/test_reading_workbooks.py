"""What is read: workbooks of every kind that offices send; hostile files are refused with the reason."""

import io
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from service.workbooks import reading
from service.workbooks.reading import FileRefused, RowRead, SheetBegins, file_read
from tests.service.made_workbooks import household, person, workbook
from tests.service.old_workbook import old_workbook

ROWS = [["村代码", "户编号", "姓名"], ["990101100200", 3.0, "试验员"]]


def read(content: bytes, filename: str) -> list[list[object]]:
    parts = list(file_read(content, filename))
    assert isinstance(parts[0], SheetBegins)
    return [list(row.cells) for part in parts if isinstance(part, list) for row in part]


def refused(content: bytes, filename: str = "x.xlsx") -> str:
    with pytest.raises(FileRefused) as caught:
        list(file_read(content, filename))
    return caught.value.reason.code


def made(write: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    write(book)
    book.close()
    return file.getvalue()


def altered(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook in which one part is another."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            inside = old.read(part)
            new.writestr(part.filename, change(inside) if part.filename == name else inside)
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return file.getvalue()


GOOD = workbook([household(1)], [person(1, 1, head=True)])


@pytest.mark.parametrize("filename", ["x.xls", "x.et", "x.XLSX"])
def test_old_excel_and_wps_files_are_read_by_what_is_in_them(filename: str) -> None:
    assert read(old_workbook([("人", ROWS)]), filename) == [ROWS[0], ["990101100200", 3, "试验员"]]
    assert len(read(GOOD, filename)) == 4


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_csv_is_read_as_chinese_excel_writes_it(encoding: str) -> None:
    text = "村代码,户编号,姓名\r\n990101100200,3,试验员\r\n\r\n'=1+1,,'甲\r\n"
    assert read(text.encode(encoding), "x.csv") == [
        ROWS[0],
        ["990101100200", "3", "试验员"],
        ["=1+1", "", "'甲"],
    ]


def test_rows_keep_excels_numbers_whatever_is_empty_above_and_between() -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_string(3, 1, "甲")
        sheet.write_string(7, 2, "乙")

    rows = [row for part in file_read(made(write), "x.xlsx") if isinstance(part, list) for row in part]
    assert [(row.number, row.cells) for row in rows] == [(4, ["", "甲", ""]), (8, ["", "", "乙"])]


def test_a_formula_is_refused_with_its_cell() -> None:
    content = made(lambda book: book.add_worksheet().write_formula("C2", "=HYPERLINK(A1)", None, "x"))
    with pytest.raises(FileRefused) as caught:
        list(file_read(content, "x.xlsx"))
    assert caught.value.reason == reading.reason("workbook_formulas", cell="C2")
    assert refused(old_workbook([("人", ROWS)], formula=True), "x.xls") == "workbook_formulas"


def test_what_a_file_says_it_becomes_is_read_before_it_is_unpacked() -> None:
    bomb = altered(GOOD, "xl/worksheets/sheet1.xml", lambda _: b"<worksheet>" + b" " * 60_000_000)
    assert len(bomb) < 100_000
    assert refused(bomb) == "workbook_bomb"


def test_a_sheet_that_lies_about_its_size_is_stopped_by_the_readers_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MEMORY_OF_A_READER", 200 << 20)
    # Two cells a hundred columns apart: small in the file, a whole field of cells in memory.
    rows = b"".join(b'<row r="%d"><c r="DA%d"><v>%d</v></c></row>' % (n, n, n * 7919) for n in range(2, 99_000))
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row>' + rows
    content = altered(
        GOOD,
        "xl/worksheets/sheet1.xml",
        lambda _: (
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            + rows
            + b"</sheetData></worksheet>"
        ),
    )
    assert refused(content) in ("workbook_too_large", "workbook_unreadable")


def test_external_entities_are_refused() -> None:
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet/>'
    assert refused(altered(GOOD, "xl/worksheets/sheet1.xml", lambda _: entity)) == "workbook_entities"
    wide = altered(GOOD, "xl/workbook.xml", lambda text: text.decode().encode("utf-16"))
    assert refused(wide) == "workbook_entities"


def test_a_million_empty_rows_are_refused() -> None:
    rows = b"".join(b'<row r="%d" ht="15"/>' % number for number in range(1, 150_000))
    content = altered(
        GOOD, "xl/worksheets/sheet1.xml", lambda text: text.replace(b"<sheetData>", b"<sheetData>" + rows)
    )
    assert refused(content) in ("workbook_too_long", "workbook_bomb")
    far = made(lambda book: [book.add_worksheet().write_string(line, 0, "x") for line in (0,)] and None)
    far = altered(
        far, "xl/worksheets/sheet1.xml", lambda text: text.replace(b"A1", b"A1048576").replace(b'r="1"', b'r="1048576"')
    )
    assert refused(far) == "workbook_too_long"


def test_too_many_columns_sheets_and_csv_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def wide(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "a")
        sheet.write_string(0, 500, "b")

    assert refused(made(wide)) == "workbook_too_wide"
    assert refused(made(lambda book: [book.add_worksheet() for _ in range(20)] and None)) == "workbook_too_many_sheets"
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    assert refused(b"a\nb\nc\n", "x.csv") == "workbook_too_long"


@pytest.mark.parametrize(
    ("content", "filename"),
    [
        (GOOD, "x.csv"),
        (GOOD, "x.pdf"),
        (b"%PDF-1.7 ...", "x.xlsx"),
        (b"<html><table></table></html>", "x.xls"),
        (b"MZ\x90\x00\x03", "x.csv"),
        (b"a,b\n", "x.xlsx"),
        (b"\xff\xff\xff\x00", "x.csv"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(content: bytes, filename: str) -> None:
    assert refused(content, filename) == "workbook_of_another_kind"


def test_macros_passwords_and_damage_are_refused() -> None:
    assert refused(altered(GOOD, "xl/vbaProject.bin", lambda _: b"x")) == "workbook_macros"
    old = old_workbook([("人", ROWS)])
    encrypted = old.replace("Workbook".encode("utf-16-le"), "Workbook".encode("utf-16-le")) + "EncryptedPackage".encode(
        "utf-16-le"
    )
    assert refused(encrypted) == "workbook_encrypted"
    assert refused(GOOD[: len(GOOD) // 2]) == "workbook_unreadable"
    assert refused(old[:700], "x.xls") == "workbook_unreadable"
    assert refused(altered(GOOD, "xl/worksheets/sheet1.xml", lambda _: b"<worksheet><no")) == "workbook_unreadable"


def test_a_row_read_is_what_excel_shows() -> None:
    assert RowRead(3, ["a"]).number == 3
