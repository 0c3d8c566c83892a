"""What every page must keep: axe's rules, one heading, a title, its language, no sideways scrolling."""

from pathlib import Path

from playwright.sync_api import BrowserContext, Page

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js"
RULES = "{runOnly: ['wcag2a', 'wcag2aa'], resultTypes: ['violations']}"


def bring_axe(window: BrowserContext) -> None:
    """Give axe to every page of a window. The browser puts it there: the pages' own policy would refuse it."""
    window.add_init_script(path=AXE)


def faults_of(page: Page, language: str) -> list[str]:
    """Everything that is wrong with the page that is open.

    Args:
        language: what its html element must say: "zh-Hans-CN" or "en".
    """
    found = [*_faults_of_form(page, language), *_axe_faults(page)]
    return [f"{page.url}: {fault}" for fault in found]


def _faults_of_form(page: Page, language: str) -> list[str]:
    seen = page.evaluate(
        """() => ({
             headings: document.querySelectorAll('h1').length,
             title: document.title.split('·')[0].trim(),
             language: document.documentElement.lang,
             width: document.documentElement.scrollWidth,
             screen: document.documentElement.clientWidth,
           })"""
    )
    found = []
    if seen["headings"] != 1:
        found.append(f"{seen['headings']} main headings")
    if not seen["title"]:
        found.append("no title")
    if seen["language"] != language:
        found.append(f"says that it is in {seen['language']}")
    if seen["width"] > seen["screen"]:
        found.append(f"{seen['width']} pixels wide on a screen of {seen['screen']}")
    return found


def _axe_faults(page: Page) -> list[str]:
    violations = page.evaluate(f"axe.run(document, {RULES})")["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in violations for node in rule["nodes"][:3]]
