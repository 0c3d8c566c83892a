"""An official at a browser of their own: signs in, opens records, takes steps, files papers, reads the history."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.journeys.chinese import named, said
from tests.journeys.papers import answer_criteria, answer_questions
from tests.journeys.watch import Watch

PASSWORD = "demonstration"


@dataclass(frozen=True)
class Told:
    """An entry of a timeline as it is read on the page, the oldest with the number 1."""

    step: str
    to: str
    who: str
    opinion: str
    notice: str


class Official:
    """One account of the demonstration. Every method does what a person does with mouse and keyboard."""

    def __init__(self, page: Page, login: str, watch: Watch) -> None:
        self.page = page
        self.watch = watch
        self.login = login

    def sign_in(self) -> None:
        """Take the account from the list that a demonstration offers."""
        self.page.goto("/sign-in")
        self.page.locator(f"[data-fill-login='{self.login}']").click()
        self.page.locator(".sign-in-card [type=submit]").click()
        expect(self.page.locator(".signed-in")).to_be_visible()

    # Finding one's way.

    def go_back_to(self, url: str) -> None:
        """Return to a page that one has left, where the act has not led back to it."""
        if self.page.url != url:
            self.page.goto(url)

    def choose_in_navigation(self, english: str) -> None:
        """Press an entry of the main navigation."""
        self.page.locator(".site-nav").get_by_role("link", name=said(english)).click()
        expect(self.page.locator(".site-nav [aria-current=page]")).to_contain_text(said(english))

    def open_household(self, head_name: str) -> None:
        """Search the whole register for a household by its head and open it."""
        self.choose_in_navigation("Households")
        self.search(head_name, among=said("All households"))
        self.page.get_by_role("link", name=head_name, exact=True).click()
        self.sees_title(head_name)

    def search(self, text: str, *, among: str) -> None:
        """Filter the list of households by a text and a state."""
        self.page.get_by_label(said("State"), exact=True).select_option(label=among)
        self.page.get_by_label(said("Name, pinyin, number or group")).fill(text)
        self.page.get_by_role("button", name=said("Show"), exact=True).click()

    def open_place(self, navigation: str, name: str) -> None:
        """Open the record of a village or county by the navigation."""
        self.choose_in_navigation(navigation)
        self.page.locator("main").get_by_role("link", name=name, exact=True).first.click()
        self.sees_title(name)

    def open_application(self) -> None:
        """Open the first cycle of the household whose page is open."""
        self.page.get_by_role("link", name=said("Open an application"), exact=True).click()
        self.sees_title(said("Open applications"))
        self.page.get_by_role("button", name=said("Open the applications"), exact=True).click()
        self.sees_it_is_done()

    # Reading.

    def sees_title(self, text: str) -> None:
        """The page's one heading is this text."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def sees_state(self, key: str) -> None:
        """The record stands in this state."""
        expect(self.page.locator(".page-header .state")).to_have_text(named(key))

    def sees_stage(self, place: int) -> None:
        """The progress bar stands at the stage of this place, counted from 1."""
        expect(self.page.locator(".stage-bar > li").nth(place - 1)).to_have_attribute("aria-current", "step")

    def sees_the_end(self) -> None:
        """Every stage of the progress bar is done, and nobody has a step left that leads on."""
        expect(self.page.locator(".stage-bar > .stage-done")).to_have_count(6)
        expect(self.page.locator(".steps-panel .offer-forward")).to_have_count(0)

    def offer(self, step: str) -> Locator:
        """A step in the panel of one's own steps."""
        label = re.compile(rf"^\s*{re.escape(named(step))}(\s*{said('not possible yet')})?\s*$")
        return self.page.locator(".steps-panel .offer").filter(has=self.page.locator(".offer-label", has_text=label))

    def reasons_against(self, step: str) -> list[str]:
        """Every reason that stands beside a blocked step."""
        expect(self.offer(step)).to_have_class(re.compile("offer-blocked"))
        return [text.strip() for text in self.offer(step).locator(".reasons li").all_text_contents()]

    def timeline(self) -> list[Told]:
        """The whole history, the oldest entry first."""
        entries = self.page.locator("#history .timeline .entry")
        told: list[dict[str, str]] = entries.evaluate_all(
            """entries => entries.map(entry => {
                 const text = name => (entry.querySelector(name)?.textContent || "").replace(/\\s+/g, " ").trim();
                 return {step: text(".entry-label"), to: text(".entry-move strong"), who: text(".entry-actor"),
                         opinion: text(".entry-opinion"), notice: text(".entry-notice")};
               })"""
        )
        return [Told(**entry) for entry in reversed(told)]

    def today(self) -> date:
        """The demonstration's date, as every page shows it."""
        shown = self.page.locator(".demonstration-date time").get_attribute("datetime")
        assert shown is not None
        return date.fromisoformat(shown)

    # Acting.

    def take(self, step: str, opinion: str = "") -> None:
        """Take a step from the page of a record or a list: choose it, write the opinion, press."""
        self.begin(step)
        self.press(step, opinion)
        self.sees_it_is_done()

    def is_not_offered(self, step: str) -> None:
        """The step is not among one's own, neither possible nor blocked."""
        expect(self.page.locator(".stage-bar")).to_be_visible()
        expect(self.offer(step)).to_have_count(0)

    def begin(self, step: str) -> None:
        """Open the page of a step that is offered."""
        offer = self.offer(step)
        expect(offer).to_have_class(re.compile("offer-allowed"))
        if not offer.is_visible():
            self.page.locator(".ways-back > summary").click()
        offer.get_by_role("link", name=named(step), exact=True).click()
        self.sees_title(named(step))

    def press(self, step: str, opinion: str = "") -> None:
        """Write an opinion or a reason and press the step's button."""
        if opinion:
            self.page.locator("main form").get_by_role("textbox").fill(opinion)
        self.page.get_by_role("button", name=named(step), exact=True).click()

    def sees_it_is_done(self) -> None:
        """The act, the paper or the posting was kept."""
        expect(self.page.locator(".flash-success").first).to_be_visible()
        expect(self.page.locator(".flash-refused, .flash-error")).to_have_count(0)

    def file(
        self,
        kind: str,
        *,
        names: Sequence[str] = (),
        criteria: Sequence[str] = (),
        photographed: str = "",
        scans: Sequence[FilePayload] = (),
        **answers: Any,
    ) -> None:
        """File a paper from the page of a record or a list, and go back there.

        Args:
            names: heads of the households, on a list's page.
            criteria: labels of the criteria, where the form asks for them.
            photographed: the criterion that is shown by a photograph.
            answers: by question.
        """
        record = self.page.url
        self.page.locator(".form-links").get_by_role("link", name=named(f"paper.{kind}"), exact=True).click()
        self.sees_title(named(f"paper.{kind}"))
        answer_questions(self.page, kind, answers, names=names)
        answer_criteria(self.page, criteria, names=names, photographed=photographed)
        if scans:
            self.page.locator("input[type=file][name=scans]").set_input_files(list(scans))
        self.page.get_by_role("button", name=said("File for all of them" if names else "File the paper")).click()
        self.sees_it_is_done()
        self.go_back_to(record)

    def next_day(self) -> None:
        """Move the demonstration's date by one day with its button."""
        before = self.today()
        self.page.get_by_role("button", name=said("Next day"), exact=True).click()
        expect(self.page.locator(".demonstration-date time")).not_to_have_attribute("datetime", before.isoformat())

    def wait_for_the_end_of_the_period(self) -> None:
        """Move the demonstration's date to the end of the running publicity with its button."""
        before = self.today()
        self.page.get_by_role("button", name=said("To the end of the period"), exact=True).click()
        expect(self.page.locator(".demonstration-date time")).not_to_have_attribute("datetime", before.isoformat())
