"""The paper of a notice that is to be posted: rendered, then read back as anybody could, before it is given out."""

from collections.abc import Sequence

from service.notices import paper
from service.notices.exposures import Exposure, exposures_on_paper
from service.notices.paper import RenderFailed
from service.notices.public_facts import NoticeFacts


class Exposed(RenderFailed):
    """The paper shows what must not be public; nothing was kept."""

    def __init__(self, exposures: Sequence[Exposure]) -> None:
        super().__init__(", ".join(map(str, exposures)))
        self.exposures = exposures


def render_pdf(facts: NoticeFacts) -> bytes:
    """The notice as PDF, with nothing on it that must not be public, whatever its template printed.

    Raises:
        Exposed: it shows such a thing.
        RenderFailed: the paper cannot be made.
    """
    pdf = paper.render_pdf(facts)
    if exposures := exposures_on_paper(pdf, facts):
        raise Exposed(exposures)
    return pdf
