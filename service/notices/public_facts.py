"""What a notice may say: frozen facts, and nothing else.

The templates see this type only. It has no field for an identity number, a person's telephone, a bank account, a state
of health or a cause of poverty, so that none of them can be printed (reference B3 "Never print", B8). What is typed
into its texts is searched by exposures.py.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Any, Self, Union, get_args, get_origin, get_type_hints

HOUSEHOLD_PUBLICITIES = frozenset(
    {"household_first_list", "household_second_list", "household_exit_list", "strike_off_list"}
)
# What may be about households that fall back into poverty 返贫, with a text of its own.
RELAPSING = frozenset({"household_first_list", "household_second_list"})
# Publicities that stand in for one of the others: its text with another list, or with another period.
REPLACING = frozenset({"amended_list", "extension"})
PUBLICITIES = (
    HOUSEHOLD_PUBLICITIES | REPLACING | {"village_exit_list", "county_exit_publicity", "project_fund_publicity"}
)
ANNOUNCEMENTS = frozenset(
    {
        "identification_announcement",
        "household_exit_announcement",
        "village_exit_announcement",
        "county_exit_announcement",
        "correction",
    }
)
KINDS = PUBLICITIES | ANNOUNCEMENTS
# Kinds whose content is a list of households.
HOUSEHOLD_KINDS = HOUSEHOLD_PUBLICITIES | {"identification_announcement", "household_exit_announcement"}


@dataclass(frozen=True)
class PublicValue:
    """A frozen dataclass that goes to plain JSON and comes back equal."""

    def to_json(self) -> dict[str, object]:
        """Plain JSON values: dates as ISO text, tuples as lists."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> Self:
        """The value that `to_json` wrote.

        Raises:
            ValueError: a field is unknown or missing, or a value is not of the field's type.
        """
        hints = get_type_hints(cls)
        unknown = set(data) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"{cls.__name__} has no field {', '.join(sorted(unknown))}")
        values: dict[str, Any] = {}
        for field in fields(cls):
            if field.name in data:
                values[field.name] = _typed(f"{cls.__name__}.{field.name}", hints[field.name], data[field.name])
            elif field.default is MISSING:
                raise ValueError(f"{cls.__name__}.{field.name} is missing")
        return cls(**values)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text that may be printed, with the field it stands in (`rows[0].head_name`)."""
        yield from _texts("", self)


@dataclass(frozen=True, kw_only=True)
class Contact(PublicValue):
    """Where people may object: an office, never a person.

    Args:
        label: what is printed before the number, such as “柳林镇扶贫工作站”.
        phone: an office's telephone.
        address: the office's address, '' when none is printed.
    """

    label: str
    phone: str
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Meeting(PublicValue):
    """The delegates' meeting 村民代表会议: its day, how many delegates were due and how many came."""

    held_on: date
    due: int
    present: int


@dataclass(frozen=True, kw_only=True)
class Period(PublicValue):
    """An earlier publicity period, both days included, and how many objections came in it (all settled by now)."""

    first_day: date
    last_day: date
    days: int
    working_days: bool = False
    objections: int = 0


@dataclass(frozen=True, kw_only=True)
class Row(PublicValue):
    """One household on a list: village group, full name of the head, number of persons.

    Args:
        category: 新识别, 返贫 or 补录; '' where the list has no such column.
        identified_year, exit_year: years, None where the list has no such column.
        remark: a plain remark; never a reason that tells of health or hardship.
    """

    group: str
    head_name: str
    persons: int
    category: str = ""
    identified_year: int | None = None
    exit_year: int | None = None
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class Indicator(PublicValue):
    """One line of the indicators' table: what is asked, what is there, whether it is met."""

    name: str
    standard: str
    actual: str
    met: bool


@dataclass(frozen=True, kw_only=True)
class Project(PublicValue):
    """One project with its money: numbers of who benefits, never their names.

    Args:
        name, place, content: what is built or done, and where.
        amount: money in units of 10,000 yuan 万元, as printed (“12.5”).
        source: where the money comes from (“中央财政专项扶贫资金”).
        unit: the implementing unit.
        period: when, as printed (“2018年3月至10月”).
        households, persons: how many benefit.
    """

    name: str
    place: str
    content: str
    amount: str
    source: str
    unit: str
    period: str
    households: int
    persons: int


@dataclass(frozen=True, kw_only=True)
class NoticeFacts(PublicValue):
    """Everything that one notice prints. Dates are days of Asia/Shanghai; texts are Chinese and ready to print.

    Args:
        kind: a key of `KINDS`; its template is `templates/notices/<template>.html`.
        year: the year that the list or decision belongs to.
        body: full name of the issuing body, as it signs.
        number: the notice's number as printed (“青扶组公告〔2018〕12号”); '' prints none.
        printed_on: the date under the signature.
        co_signer: second signatory, such as “驻石桥村工作队”; '' for none.
        village, township, county, city, province: short names as spoken of in the text; '' where not used.
        township_body, county_body, city_body, province_body: full names of the bodies that the text names; '' derives
            “…人民政府” for the township and “…扶贫开发领导小组” above it.
        first_day, last_day, days, working_days, posting_day_counted: this publicity's own period (both days included).
        places: where it is posted.
        contacts: who receives objections; 12317 is always printed after them on a publicity.
        reply_within_days: days within which a named objection is looked into; None prints no number.
        meeting: the delegates' meeting, when the list has one and the same for all.
        earlier_periods: publicities already held, in their order.
        reviewed_on, county_reviewed_on, city_reviewed_on, checked_on, decided_on: days of the township's review, the
            county's review, the city's review, the province's check and the decision; None leaves the date out.
        rows, indicators, projects: the attachment.
        relapse: every household falls back into poverty 返贫: the list has a text of its own, which an amended list and
            an extension of it keep.
        registered_population, remaining_households, remaining_persons, incidence, threshold, measured_on: the village's
            or county's figures; incidence and threshold as printed (“0.86%”, “2%”).
        amends_kind, amends, amends_printed_on, amend_note: for `amended_list`: kind, number and date of the publicity
            that it replaces, and why, as a clause (“公示期内1户的异议经核查成立”). For `extension`: of the publicity
            whose period it states anew, counted from `amends_posted_on`, the day on which that was put up.
        subject, corrects, corrects_printed_on, correction_note: for `correction`: 'household', 'village' or 'county';
            number and date of the announcement that it corrects, and the finding, as a clause.
        code, check_url: the sheet's code and the address behind its QR code; '' prints none.
        demonstration: prints on every page that people and procedure are invented.

    Raises:
        ValueError: the facts cannot make the notice of this kind (no households, no period, unknown kind).
    """

    kind: str
    year: int
    body: str
    printed_on: date
    number: str = ""
    co_signer: str = ""
    village: str = ""
    township: str = ""
    county: str = ""
    city: str = ""
    province: str = ""
    township_body: str = ""
    county_body: str = ""
    city_body: str = ""
    province_body: str = ""
    first_day: date | None = None
    last_day: date | None = None
    days: int = 0
    working_days: bool = False
    posting_day_counted: bool = False
    places: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    reply_within_days: int | None = None
    meeting: Meeting | None = None
    earlier_periods: tuple[Period, ...] = ()
    reviewed_on: date | None = None
    county_reviewed_on: date | None = None
    city_reviewed_on: date | None = None
    checked_on: date | None = None
    decided_on: date | None = None
    rows: tuple[Row, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    projects: tuple[Project, ...] = ()
    relapse: bool = False
    registered_population: int | None = None
    remaining_households: int | None = None
    remaining_persons: int | None = None
    incidence: str = ""
    threshold: str = ""
    measured_on: date | None = None
    amends_kind: str = ""
    amends: str = ""
    amends_printed_on: date | None = None
    amends_posted_on: date | None = None
    amend_note: str = ""
    subject: str = ""
    corrects: str = ""
    corrects_printed_on: date | None = None
    correction_note: str = ""
    code: str = ""
    check_url: str = ""
    demonstration: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no notice is called {self.kind!r}")
        if self.kind in REPLACING and self.amends_kind not in PUBLICITIES - REPLACING:
            raise ValueError(f"{self.kind} replaces a publicity, not {self.amends_kind!r}")
        if self.kind == "extension" and self.amends_posted_on is None:
            raise ValueError("an extension says on which day the publicity was put up")
        if self.kind == "correction" and self.subject not in ("household", "village", "county"):
            raise ValueError(f"a correction is about a household, village or county, not {self.subject!r}")
        if (self.content_kind in HOUSEHOLD_KINDS or self.subject == "household") and not self.rows:
            raise ValueError(f"{self.kind} lists no household")
        if self.content_kind == "project_fund_publicity" and not self.projects:
            raise ValueError(f"{self.kind} lists no project")
        if self.relapse and self._restated not in RELAPSING:
            raise ValueError(f"{self.kind} is not about households that fall back into poverty")
        if self.act == "publicity":
            if self.first_day is None or self.last_day is None or self.days < 1:
                raise ValueError(f"{self.kind} has no period")
            if self.last_day < self.first_day:
                raise ValueError(f"{self.kind} ends before it begins")

    @property
    def act(self) -> str:
        """'publicity' 公示 (provisional, invites objections) or 'announcement' 公告 (states a decision)."""
        return "publicity" if self.kind in PUBLICITIES else "announcement"

    @property
    def content_kind(self) -> str:
        """The kind whose text is printed: for an amended list that of the publicity it replaces."""
        return self.amends_kind if self.kind == "amended_list" else self.kind

    @property
    def template(self) -> str:
        """Name of the template that is printed, under `templates/notices`."""
        return self.kind if self.kind in REPLACING else self.text_template

    @property
    def text_template(self) -> str:
        """Name of the template with the text: for an amended list or an extension that of what it stands in for."""
        return "relapse_list" if self.relapse else self._restated

    @property
    def _restated(self) -> str:
        return self.amends_kind if self.kind in REPLACING else self.kind

    @property
    def amount(self) -> str:
        """Total of the projects' money, in 万元 as printed."""
        return f"{sum((Decimal(project.amount) for project in self.projects), Decimal(0)):f}"

    @property
    def red_head(self) -> bool:
        """Only announcements carry the red head: bodies of county level and above issue them (GB/T 9704-2012 7.2.4)."""
        return self.act == "announcement"

    @property
    def households(self) -> int:
        """Total of households on the list."""
        return len(self.rows)

    @property
    def persons(self) -> int:
        """Total of persons on the list."""
        return sum(row.persons for row in self.rows)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, PublicValue):
        return value.to_json()
    return value


def _typed(where: str, wanted: Any, value: object) -> Any:
    """`value` from JSON as the type `wanted`: a date, a tuple, a nested value, text, int or bool."""
    if get_origin(wanted) in (Union, UnionType):
        if value is None:
            return None
        (wanted,) = (choice for choice in get_args(wanted) if choice is not type(None))
    if get_origin(wanted) is tuple:
        if not isinstance(value, list):
            raise ValueError(f"{where} is not a list")
        return tuple(_typed(f"{where}[{place}]", get_args(wanted)[0], item) for place, item in enumerate(value))
    if is_dataclass(wanted) and isinstance(wanted, type) and issubclass(wanted, PublicValue):
        if not isinstance(value, Mapping):
            raise ValueError(f"{where} is not an object")
        return wanted.from_json(value)
    if wanted is date:
        if not isinstance(value, str):
            raise ValueError(f"{where} is not a date")
        return date.fromisoformat(value)
    # A bool is an int to isinstance(), but not to a notice.
    if type(value) is not wanted:
        raise ValueError(f"{where} is not of type {wanted.__name__}")
    return value


def _texts(where: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if value:
            yield where, value
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            yield from _texts(f"{where}[{place}]", item)
    elif isinstance(value, PublicValue):
        for field in fields(value):
            yield from _texts(f"{where}.{field.name}" if where else field.name, getattr(value, field.name))
