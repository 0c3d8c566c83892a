"""Imports of workbooks into the register: who uploaded what, how far it is, what it will change or has changed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, code_text

IMPORT_STATES = (
    "waiting",
    "reading",
    "previewed",
    "confirmed",
    "applying",
    "applied",
    "refused",
    "withdrawn",
)
_STATES = ", ".join(f"'{state}'" for state in IMPORT_STATES)


class ImportJob(Base):
    """A workbook that was uploaded to be imported.

    The file and what it will change lie sealed under DATA_DIR/imports/<key> until they are deleted
    (`files_deleted_at`); here stand figures only. `preview` counts the previews: confirmed is the one that was seen.
    `failure` is a reason as JSON, '' unless the file was refused or the register changed since the preview.
    `claimed_at` is the machine's time: what was claimed and not settled in time was left by a worker that died.
    """

    __tablename__ = "import_job"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        Index(None, "state"),
        Index(None, "region_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(code_text(), unique=True)
    region_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    filename: Mapped[str]
    bytes: Mapped[int]
    reason: Mapped[str]
    state: Mapped[str]
    failure: Mapped[str]
    preview: Mapped[int] = mapped_column(server_default="0")
    rows: Mapped[int] = mapped_column(server_default="0")
    new_households: Mapped[int] = mapped_column(server_default="0")
    new_members: Mapped[int] = mapped_column(server_default="0")
    changed: Mapped[int] = mapped_column(server_default="0")
    proposed: Mapped[int] = mapped_column(server_default="0")
    unchanged: Mapped[int] = mapped_column(server_default="0")
    bad: Mapped[int] = mapped_column(server_default="0")
    claimed_by: Mapped[str | None]
    claimed_at: Mapped[datetime | None]
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str]
    uploaded_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    files_deleted_at: Mapped[datetime | None]
