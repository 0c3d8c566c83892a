"""The register: households of a village, their members, what a village owns and builds, and keys to find people by.

Which columns a person fills in, how they are checked and who may read them is declared in service/register/fields.py.
Codes are the register's own names (service/register/editions.py maps them to the forms). A personal number is three
columns: `…_sealed` enciphered, `…_print` a keyed hash to find it by, `…_masked` what pages show.
"""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, ExactNumber, code_text


class Household(Base):
    """A household of a village, poor or not. Whether it is poor is the state of its newest record, never a column.

    `version` is raised by every act on the household or its members; `dissolved_on` is the day on which it ceased to be
    one (merged, died out, moved away). `head_name` repeats the head's name for lists.
    """

    __tablename__ = "household"
    __table_args__ = (
        UniqueConstraint("village_code", "number"),
        CheckConstraint("number > 0", name="number"),
        Index(None, "village_code", "sort_key"),
        Index(None, "number", "village_code"),
        Index(None, "village_group", "village_code"),
        Index(None, "phone_print"),
        Index(None, "account_print"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    village_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    number: Mapped[int]
    village_group: Mapped[str]
    head_name: Mapped[str]
    sort_key: Mapped[str] = mapped_column(code_text())
    registered_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(server_default="1")
    dissolved_on: Mapped[date | None]
    standard: Mapped[str | None]
    household_class: Mapped[str | None]
    main_cause: Mapped[str | None]
    other_cause: Mapped[str | None]
    second_other_cause: Mapped[str | None]
    responsible_person: Mapped[str | None]
    responsible_unit: Mapped[str | None]
    phone_sealed: Mapped[str | None]
    phone_print: Mapped[str | None] = mapped_column(code_text())
    phone_masked: Mapped[str | None]
    bank: Mapped[str | None]
    account_sealed: Mapped[str | None]
    account_print: Mapped[str | None] = mapped_column(code_text())
    account_masked: Mapped[str | None]
    dwelling_area: Mapped[Decimal | None] = mapped_column(ExactNumber())
    dwelling_structure: Mapped[str | None]
    dwelling_built_in: Mapped[int | None]
    dwelling_safety: Mapped[str | None]
    relocation: Mapped[str | None]
    resettlement: Mapped[str | None]
    resettlement_place: Mapped[str | None]
    electricity: Mapped[bool | None]
    safe_water: Mapped[bool | None]
    fuel: Mapped[str | None]
    road: Mapped[str | None]


class Member(Base):
    """A person of a household. `left_on` is the day of death or departure, `left_by` and `joined_by` say how.

    `entered_at` is the instant at which the person was put on file.
    """

    __tablename__ = "member"
    __table_args__ = (
        Index(None, "household_id"),
        Index(None, "identity_print"),
        Index(None, "phone_print"),
        Index(None, "name", "born_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    name: Mapped[str]
    sex: Mapped[str]
    born_on: Mapped[date]
    relation: Mapped[str]
    education: Mapped[str]
    health: Mapped[str]
    labour: Mapped[str]
    left_on: Mapped[date | None]
    left_by: Mapped[str | None]
    joined_on: Mapped[date | None]
    joined_by: Mapped[str | None]
    entered_at: Mapped[datetime | None]
    identity_sealed: Mapped[str | None]
    identity_print: Mapped[str | None] = mapped_column(code_text())
    identity_masked: Mapped[str | None]
    phone_sealed: Mapped[str | None]
    phone_print: Mapped[str | None] = mapped_column(code_text())
    phone_masked: Mapped[str | None]
    ethnicity: Mapped[str | None]
    schooling: Mapped[str | None]
    boarding: Mapped[bool | None]
    working_area: Mapped[str | None]
    working_months: Mapped[int | None]
    subsistence: Mapped[bool | None]
    medical_insurance: Mapped[bool | None]
    pension_insurance: Mapped[bool | None]


class NameKey(Base):
    """A key that a member is found by: the name, its endings, pinyin and initials. Derived; service/register writes it.

    A b-tree of own keys serves both engines: SQLite's trigram index finds no name of two characters.
    """

    __tablename__ = "name_key"
    __table_args__ = (Index(None, "key", "village_code"), Index(None, "member_id"))

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    key: Mapped[str] = mapped_column(code_text(), primary_key=True)
    village_code: Mapped[str] = mapped_column(code_text())


class VillageAsset(Base):
    """What a village's collective owns (D2 (十)): an asset with its value in yuan, its funds and who runs it."""

    __tablename__ = "village_asset"
    __table_args__ = (Index(None, "village_code"), CheckConstraint("CAST(value AS NUMERIC) >= 0", name="value"))

    id: Mapped[int] = mapped_column(primary_key=True)
    village_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    name: Mapped[str]
    value: Mapped[Decimal] = mapped_column(ExactNumber())
    acquired_on: Mapped[date | None]
    funds: Mapped[str | None]
    operator: Mapped[str | None]
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(server_default="1")
    entered_at: Mapped[datetime]


class VillageProject(Base):
    """A project of a village (D3 四(一) 到村到户的扶贫项目): what, when, with how much, for how many households."""

    __tablename__ = "village_project"
    __table_args__ = (
        Index(None, "village_code"),
        CheckConstraint("CAST(amount AS NUMERIC) >= 0", name="amount"),
        CheckConstraint("households IS NULL OR households >= 0", name="households"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    village_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    name: Mapped[str]
    year: Mapped[int]
    amount: Mapped[Decimal] = mapped_column(ExactNumber())
    funds: Mapped[str | None]
    households: Mapped[int | None]
    begun_on: Mapped[date | None]
    finished_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(server_default="1")
    entered_at: Mapped[datetime]
