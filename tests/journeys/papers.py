"""Filling in a paper's page: every control is found by the label that stands beside it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from playwright.sync_api import FilePayload, Locator, Page

from service.demonstration.evidence import evidence_file
from tests.journeys.chinese import label_of, said

SAYS_HOW_IT_IS = "现场核查，已达到"
EVIDENCE_IN_WORDS = "入户核查照片（演示）"


def scan(label: str) -> FilePayload:
    """A paper of the demonstration as a file to choose."""
    return _chosen(label, photo=False)


def photo(label: str) -> FilePayload:
    """A photograph of the demonstration as a file to choose."""
    return _chosen(label, photo=True)


def answer(within: Page | Locator, label: str, value: Any) -> None:
    """Answer one question: type, choose or tick, whatever its control asks for."""
    if isinstance(value, bool):
        group = within.get_by_role("group", name=label).or_(within.get_by_role("radiogroup", name=label))
        group.first.get_by_label(said("Yes" if value else "No"), exact=True).check()
        return
    control = within.get_by_label(re.compile(rf"^{re.escape(label)}(\s*{said('optional')})?$"))
    if control.evaluate("control => control.tagName") == "SELECT":
        control.select_option(label=str(value))
    else:
        control.fill(str(value))


def answer_questions(page: Page, kind: str, answers: Mapping[str, Any], *, names: Sequence[str] = ()) -> None:
    """Answer the questions of a form.

    Args:
        answers: by question; a question that is asked for every household is answered alike for all of them.
        names: heads of the households on a list's page.
    """
    for question, value in answers.items():
        label = label_of(kind, question)
        asked_of_each = [f"{name} · {label}" for name in names]
        each = bool(asked_of_each) and page.get_by_label(asked_of_each[0], exact=True).count() > 0
        for own in asked_of_each if each else [label]:
            answer(page, own, value)


def answer_criteria(page: Page, criteria: Sequence[str], *, names: Sequence[str] = (), photographed: str = "") -> None:
    """Say of every criterion that it is met, how it is and what shows it.

    Args:
        criteria: labels.
        names: heads of the households on a list's page.
        photographed: the criterion whose evidence is a file; of the others it is told in words.
    """
    for criterion in criteria:
        for whose in [f"{name} · {criterion}" for name in names] or [criterion]:
            answer(page, f"{whose}: {said('Met')}", True)
            answer(page, f"{whose}: {said('Actual situation')}", SAYS_HOW_IT_IS)
            if criterion == photographed:
                files = page.get_by_label(f"{whose}: {said('Evidence files')}", exact=True)
                files.set_input_files([photo(criterion)])
            else:
                answer(page, f"{whose}: {said('Evidence in words')}", EVIDENCE_IN_WORDS)


def _chosen(label: str, *, photo: bool) -> FilePayload:
    file = evidence_file(label, photo=photo)
    return {"name": file.name, "mimeType": file.media_type, "buffer": file.content}
