"""Division codes: what is imported, what is refused with the line that is wrong, and what the demonstration ships."""

import csv
import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from service.database import Database
from service.demonstration.targets import load_targets
from service.models.base import Base
from service.models.region import Region, short_name
from service.models.target import Target
from service.regions.division_file import DivisionFileError
from service.regions.import_regions import ImportedRegions, Phase, Progress, import_regions
from service.regions.subset import write_subset

SHIPPED = Path(__file__).parents[2] / "service" / "demonstration" / "data" / "regions.csv.gz"
GOOD = "code,name\n34,安徽省\n3415,六安市\n341522,霍邱县\n341522128,临淮岗镇\n341522128213,莫店村委会\n"


@pytest.fixture
def connection(engine_url: str) -> Iterator[Connection]:
    database = Database(engine_url)
    tables = [Base.metadata.tables[name] for name in ("region", "target")]
    Base.metadata.create_all(database.write_engine, tables=tables)
    with database.write_engine.begin() as opened:
        yield opened
    database.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "divisions.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def names(connection: Connection) -> dict[str, str]:
    return {row.code: row.name for row in connection.execute(select(Region.code, Region.name))}


def test_a_table_becomes_regions_below_the_nation(connection: Connection, file: Path) -> None:
    assert import_regions(connection, file, source="a table") == ImportedRegions(rows=5, added=5, renamed=0)
    rows = connection.execute(select(Region.code, Region.level, Region.parent_code, Region.name).order_by(Region.code))
    assert [tuple(row) for row in rows] == [
        ("", "nation", None, "全国"),
        ("34", "province", "", "安徽省"),
        ("3415", "city", "34", "六安市"),
        ("341522", "county", "3415", "霍邱县"),
        ("341522128", "township", "341522", "临淮岗镇"),
        ("341522128213", "village", "341522128", "莫店村委会"),
    ]
    assert connection.scalar(select(Region.source).where(Region.code == "34")) == "a table"


def test_a_second_import_renames_and_adds_but_never_removes(connection: Connection, file: Path) -> None:
    import_regions(connection, file, source="first")
    file.write_text("code,name\n3415,六安新市\n341523,舒城县\n", encoding="utf-8")
    changed = import_regions(connection, file, source="second", valid_from=date(2024, 6, 30))
    assert changed == ImportedRegions(rows=2, added=1, renamed=1)
    assert names(connection) | {"": "全国"} == {
        "": "全国",
        "34": "安徽省",
        "3415": "六安新市",
        "341522": "霍邱县",
        "341522128": "临淮岗镇",
        "341522128213": "莫店村委会",
        "341523": "舒城县",
    }
    since = dict(connection.execute(select(Region.source, func.max(Region.valid_from)).group_by(Region.source)).all())
    assert since["first"] is None
    assert connection.scalar(select(Region.valid_from).where(Region.code == "341523")) == date(2024, 6, 30)
    assert import_regions(connection, file) == ImportedRegions(rows=2, added=0, renamed=0)


def test_the_rows_may_come_in_any_order_and_from_a_spreadsheet(connection: Connection, file: Path) -> None:
    header, *rows = GOOD.splitlines()
    file.write_bytes("\r\n".join([header, *reversed(rows), ""]).encode("utf-8-sig"))
    assert import_regions(connection, file).added == 5


def test_progress_is_told_in_phases(connection: Connection, file: Path) -> None:
    told: list[Progress] = []
    import_regions(connection, file, told.append)
    assert [one.phase for one in told] == [Phase.READING, Phase.CHECKING, Phase.WRITING, Phase.DONE]
    assert told[-1] == Progress(Phase.DONE, rows=5, share=1.0)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (GOOD + "34152,x\n", "line 7: the code 34152 has 5 digits instead of 2, 4, 6, 9 or 12"),
        (GOOD + "34152A,x\n", "line 7: the code '34152A' must consist of digits"),
        (GOOD + "３４,x\n", "line 7: the code '３４' must consist of digits"),
        (GOOD + "3.41522E+11,x\n", "line 7: the code '3.41522E+11' must consist of digits"),
        (GOOD + "341523,\n", "line 7: the name of 341523 is empty, too long or holds control characters"),
        (GOOD + '341523,"a\nb"\n', "line 8: the name of 341523 is empty, too long or holds control characters"),
        (GOOD + "341523,x,y\n", "line 7: has 3 fields instead of 2"),
        (GOOD + "3415,六安市\n", "line 7: the code 3415 stands on line 3 already"),
        (GOOD + "341600100,x\n", "line 7: no division 341600 for 341600100 to lie in"),
        (GOOD + '341523,"x\n', "line 7: is not CSV: unexpected end of data"),
        (GOOD + "341523," + "x" * 2000, "line 7: is longer than 1000 bytes"),
        ("name,code\n安徽省,34\n", "line 1: the header must read code,name"),
        ("", "line 1: the header must read code,name"),
        ("code,name\n", "the file holds no divisions"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_changes(
    connection: Connection, file: Path, content: str, message: str
) -> None:
    file.write_text(content, encoding="utf-8")
    assert_refused(connection, file, message)


def test_every_wrong_line_is_named_up_to_twenty(connection: Connection, file: Path) -> None:
    file.write_text(GOOD + "1\n" * 30, encoding="utf-8")
    with pytest.raises(DivisionFileError) as refusal:
        import_regions(connection, file)
    assert [problem.line for problem in refusal.value.problems] == list(range(7, 27))


def test_bytes_that_are_not_utf8_are_named(connection: Connection, file: Path) -> None:
    file.write_bytes(GOOD.encode() + "341523,舒城县\n".encode("gb18030"))
    assert_refused(connection, file, "line 7: is not UTF-8")


def test_a_gzip_file_is_known_by_its_content(connection: Connection, tmp_path: Path) -> None:
    path = tmp_path / "divisions.csv"
    path.write_bytes(gzip.compress(GOOD.encode()))
    assert import_regions(connection, path).added == 5


def test_a_file_that_is_called_gz_and_is_not_is_refused(connection: Connection, tmp_path: Path) -> None:
    path = tmp_path / "divisions.csv.gz"
    path.write_text(GOOD, encoding="utf-8")
    assert_refused(connection, path, "divisions.csv.gz is not a gzip file")


@pytest.mark.parametrize("kept", [40, -9, -4])
def test_a_gzip_file_that_is_cut_off_is_refused(connection: Connection, tmp_path: Path, kept: int) -> None:
    path = tmp_path / "divisions.csv.gz"
    path.write_bytes(gzip.compress(GOOD.encode())[:kept])
    assert_refused(connection, path, "the gzip file is cut off or damaged here")


def test_a_gzip_file_with_a_wrong_byte_is_refused(connection: Connection, tmp_path: Path) -> None:
    content = bytearray(gzip.compress(GOOD.encode()))
    content[-6] ^= 1
    path = tmp_path / "divisions.csv.gz"
    path.write_bytes(bytes(content))
    assert_refused(connection, path, "cannot be read: CRC check failed")


def test_a_missing_file_is_refused_in_words(connection: Connection, tmp_path: Path) -> None:
    assert_refused(connection, tmp_path / "nowhere.csv", "cannot be read: No such file or directory")


def test_after_a_refusal_the_same_connection_imports_a_good_file(connection: Connection, file: Path) -> None:
    file.write_text(GOOD + "3415,六安市\n", encoding="utf-8")
    with pytest.raises(DivisionFileError):
        import_regions(connection, file)
    file.write_text(GOOD, encoding="utf-8")
    assert import_regions(connection, file).added == 5


def assert_refused(connection: Connection, path: Path, message: str) -> None:
    with pytest.raises(DivisionFileError) as refusal:
        import_regions(connection, path)
    assert message in str(refusal.value)
    assert names(connection) == {}


def test_the_shipped_table_has_every_place_of_the_three_plans(connection: Connection) -> None:
    assert import_regions(connection, SHIPPED).rows == 18_545
    known = names(connection)
    assert known["341522500598"] == "东湖渔业村民委员会虚拟生活区"
    assert known["341522500"] == "水产局管辖村"
    assert known["341522"] == "霍邱县"
    assert known["610703"] == "南郑区"
    assert [sum(code.startswith(prefix) for code in known) for prefix in ("23", "6107", "3415")] == [15720, 2376, 447]
    assert known["61"], known["34"]


def test_the_shipped_table_is_cut_the_same_way_every_time(tmp_path: Path) -> None:
    assert write_subset(SHIPPED, tmp_path / "again.csv.gz") == 18_545
    assert (tmp_path / "again.csv.gz").read_bytes()[4:8] == bytes(4)
    assert gzip.decompress((tmp_path / "again.csv.gz").read_bytes()) == gzip.decompress(SHIPPED.read_bytes())


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("东湖渔业村民委员会虚拟生活区", "东湖渔业村"),
        ("莫店村委会", "莫店村"),
        ("胜利村村委会", "胜利村"),
        ("石桥村民委员会", "石桥村"),
        ("和平社区居委会", "和平社区居委会"),
        ("村委会", "村委会"),
        ("霍邱县", "霍邱县"),
    ],
)
def test_a_village_has_the_name_that_its_people_use(name: str, short: str) -> None:
    assert short_name(name) == short


def test_the_plans_targets_agree_with_their_totals(connection: Connection) -> None:
    import_regions(connection, SHIPPED)
    assert load_targets(connection) == 34
    assert load_targets(connection) == 0
    planned: dict[tuple[str, str, bool], int] = {}
    for row in connection.execute(select(Target.region_code, Target.unit, Target.total, Target.planned)):
        key = (row.region_code[:4], row.unit, row.total)
        planned[key] = planned.get(key, 0) + row.planned
    assert planned["6107", "county", False] == planned["6107", "county", True] == 11
    assert planned["6107", "village", False] == 1188
    assert planned["6107", "person", False] == 538_000
    assert planned["23", "county", False] == planned["23", "county", True] == 28
    assert planned["23", "village", False] == planned["23", "village", True] == 1778
    assert planned["23", "person", False] == planned["23", "person", True] == 2_110_000
    assert planned["3415", "household", False] == 31
    assert planned["3415", "household", True] == 27
    assert planned["3415", "person", False] == 119


def test_an_actual_year_has_a_day_and_a_source_and_is_not_certain(connection: Connection) -> None:
    import_regions(connection, SHIPPED)
    load_targets(connection)
    rows = connection.execute(select(Target).where(Target.actual_year.is_not(None))).all()
    assert sorted({(row.year, row.actual_year, str(row.actual_on)) for row in rows}) == [
        (2017, 2019, "2019-04-15"),
        (2018, 2020, "2020-02-20"),
    ]
    assert len(rows) == 9
    assert all(row.actual_source and not row.actual_certain for row in rows)


def test_the_shipped_table_is_plain_csv_in_the_order_of_the_codes() -> None:
    with gzip.open(SHIPPED, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    codes = [code for code, _ in rows[1:]]
    assert codes == sorted(codes)
