"""Archive numbers of the files of 精准扶贫: 全宗号-分类号(JF+类目号+村编码)-案卷号 (reference B8; rules of Jiangxi).

A village's files are 01 汇总文件 (what concerns all of it) and 02 贫困户文件, one household one file. Number of the
fonds and period of retention are the county's own: no national rule confirms them.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.models.registers import ArchiveSetting
from workflows.roles import Level, at_level

SUMMARY: Final = "01"
HOUSEHOLDS: Final = "02"
CATEGORY: Final = "JF"


@dataclass(frozen=True)
class ArchiveTerms:
    """What a county set: '' where it set nothing yet, and the place stays blank to be written in by hand."""

    fonds: str = ""
    retention: str = ""

    def number(self, category: str, village_code: str, file: int) -> str:
        """The archive number of a file."""
        return f"{self.category(category, village_code)}-{file:04}"

    def category(self, category: str, village_code: str) -> str:
        """What the numbers of all files of a category in a village begin with."""
        return f"{self.fonds or '____'}-{CATEGORY}{category}{village_code}"

    @property
    def kept_for(self) -> str:
        """The period of retention as a cover prints it."""
        return self.retention or "____"


def archive_terms(db: Session, region_code: str) -> ArchiveTerms:
    """What the county of a place set last."""
    if len(region_code) < 6:
        return ArchiveTerms()
    county = at_level(region_code, Level.COUNTY)
    row = db.execute(
        select(ArchiveSetting.fonds, ArchiveSetting.retention)
        .where(ArchiveSetting.region_code == county)
        .order_by(ArchiveSetting.id.desc())
        .limit(1)
    ).one_or_none()
    return ArchiveTerms(row.fonds, row.retention) if row else ArchiveTerms()
