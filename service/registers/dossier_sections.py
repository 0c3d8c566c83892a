"""The pages of a dossier that are printed from the record itself: check sheet, filed forms, decisions in order."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from service.clock import SHANGHAI
from service.documents.declare import Field, FieldKind
from service.documents.forms import FORMS
from service.history.entries import NOTICE_PRINTED
from service.queries.timeline import EntryShown
from service.registers.card import worksheet
from service.registers.checks import Fault
from service.registers.chinese import amount_words, chinese, code_words, day_words
from service.registers.dossier_facts import DossierOnFile
from service.registers.on_file import PaperOnFile
from service.registers.sheets import Column, Item, Section, Table
from service.words import WORDS

PAPER_KEPT: Final = "公告印制存档"
ERASED: Final = "（已依法删除）"


def check_section(found: DossierOnFile) -> Section:
    """卷内核对表: the faults of the file, or that none was found."""
    rows = tuple((str(place), fault_words(fault), "") for place, fault in enumerate(found.faults, 1))
    return Section(
        title="卷内核对表",
        under=f"档号 {found.number}　户主 {found.home.head_name}",
        items=(),
        tables=(
            Table(
                columns=(
                    Column(label="序号", width=8),
                    Column(label="发现的问题", width=68, align="left"),
                    Column(label="处理情况", width=24, align="left"),
                ),
                rows=tuple((number, words, "　") for number, words, _done in rows),
                empty="未发现问题",
            ),
        ),
        notes=("自动核对：缺件、未签字、无扫描件（看不到签字和印章）、无张贴照片、日期先后颠倒。",),
        signers=("核对人",),
    )


def fault_words(fault: Fault) -> str:
    """A fault as a Chinese sentence."""
    figures = {name: _figure(value) for name, value in fault.figures.items()}
    return chinese(f"check.{fault.code}") % figures


def paper_section(found: DossierOnFile, paper: PaperOnFile) -> Section:
    """A filed form with its answers, as filed."""
    form = FORMS["household", paper.kind]
    criteria = found.criteria.get(paper.year, {})
    items = [
        Item(label=_label(paper.kind, question), question="", value=_answer(question, paper.data.get(question.name)))
        for question in form.asks
        if question.kind is not FieldKind.CRITERIA
    ]
    if paper.kind == "income_worksheet":
        items.append(Item(label="人均纯收入（元）", question="", value=amount_words(worksheet(paper).per_head)))
    tables = tuple(_criteria(paper, criteria) for question in form.asks if question.kind is FieldKind.CRITERIA)
    return Section(
        title=chinese(f"paper.{paper.kind}"),
        under=f"{found.home.head_name}　日期 {day_words(paper.dated_on)}　年度 {paper.year}",
        items=tuple(items),
        tables=tables,
        notes=(
            f"由 {found.filed_by.get(paper.id, '')} 于 {_instant(paper.filed_at)} 录入；附件 {paper.scans} 件，附后。",
        ),
    )


def paper_number(paper: PaperOnFile) -> str:
    """The number under which a filing was acknowledged or a handbook was given, if the paper has one."""
    return str(paper.data.get("number") or paper.data.get("handbook_number") or "")


def history_section(found: DossierOnFile) -> Section:
    """Every decision and step with names and posts as they were, oldest first."""
    labels = (
        ("时间", 14, "center"),
        ("步骤", 16, "left"),
        ("办理后状态", 13, "center"),
        ("岗位", 18, "left"),
        ("经办人", 11, "center"),
        ("意见", 28, "left"),
    )
    return Section(
        title="办理经过和决定",
        under=f"{found.home.head_name}　截至 {day_words(found.village.on)}",
        items=(),
        tables=(
            Table(
                columns=tuple(Column(label=label, width=width, align=align) for label, width, align in labels),
                rows=tuple(_step(found, entry) for entry in found.entries),
                empty="尚未进入程序",
            ),
        ),
        notes=("姓名、岗位为办理当时所记；每条记录的校验值见系统办理记录。",),
    )


def slip_section() -> Section:
    """What stands where a file could not be bound in."""
    return Section(
        title="附件未印入说明",
        under="",
        items=(),
        tables=(),
        notes=("此处附件文件过大、已损坏或无法读取，未印入本卷。原件存于系统该表单的附件中。",),
    )


def _step(found: DossierOnFile, entry: EntryShown) -> tuple[str, ...]:
    keys = (f"step.{entry.procedure}.{entry.step}", f"step.{entry.step}")
    step = PAPER_KEPT if entry.step == NOTICE_PRINTED else next((chinese(key) for key in keys if key in WORDS), "")
    notice = f"《{chinese(f'notice.{entry.notice_kind}')}》{entry.notice_number}" if entry.notice_kind else ""
    said = "；".join(filter(None, (entry.opinion, notice)))
    return (
        _instant(entry.acted_at),
        step,
        chinese(f"state.household.{entry.to_state}"),
        f"{entry.place or found.posts.get(entry.post_region_code, '')}　{chinese(f'role.{entry.role}')}",
        ERASED if entry.erased else entry.actor_name or "",
        said,
    )


def _criteria(paper: PaperOnFile, labels: Mapping[str, str]) -> Table:
    met, actual = set(paper.data.get("met", ())), paper.data.get("actual", {})
    codes = list(dict.fromkeys([*labels, *sorted(met | set(actual))]))
    return Table(
        columns=(
            Column(label="标准", width=40, align="left"),
            Column(label="是否达到", width=14),
            Column(label="实际情况", width=46, align="left"),
        ),
        rows=tuple(
            (labels.get(code, code), "达到" if code in met else "未达到", str(actual.get(code, ""))) for code in codes
        ),
    )


def _label(form_kind: str, question: Field) -> str:
    own = f"field.{form_kind}.{question.name}"
    return chinese(own if own in WORDS else f"field.{question.name}")


def _answer(question: Field, value: Any) -> str:
    if value is None or value == "":
        return ""
    if question.kind is FieldKind.YES_NO:
        return "是" if value else "否"
    if question.kind is FieldKind.MONEY:
        return amount_words(Decimal(value))
    if question.kind is FieldKind.NAMES:
        return "、".join(value)
    if question.kind is FieldKind.CHOICE:
        return code_words(question.choices, value)
    return str(value)


def _figure(value: str | date) -> str:
    if isinstance(value, date):
        return day_words(value)
    return f"《{chinese(value)}》" if value in WORDS else value


def _instant(at: Any) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
