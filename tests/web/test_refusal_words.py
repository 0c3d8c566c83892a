"""Every reason that an act on a notice, an objection or a finding can be refused with has its sentence."""

import re

from flask import Flask
from flask_babel import Babel

from service.documents import sentences
from service.objections.acts import WORDS_NEEDED
from service.settings import ROOT
from service.web.refusal_words import SENTENCES, sentence
from service.words import WORDS
from tests.workflows.reason_codes import codes_in
from workflows.reasons import reason

MODULES = (
    "competence.py",
    "findings.py",
    "notices/copies.py",
    "notices/posting.py",
    "notices/print_jobs.py",
    "notices/print_orders.py",
    "notices/printing.py",
    "notices/projects.py",
    "objections/acts.py",
    "objections/contacts.py",
    "objections/lodging.py",
    "objections/replies.py",
    "objections/refusals.py",
)
BESIDE = ("service/web/public_objections.py", "workflows/objection.py")
# Codes that are handed on to the one function that makes a reason of them.
_HANDED_ON = re.compile(r'unwritten\(\w+, "(\w+)"\)')


def test_every_refusal_has_its_sentence_and_every_sentence_its_refusal() -> None:
    sources = [(ROOT / module).read_text("utf-8") for module in (*(f"service/{name}" for name in MODULES), *BESIDE)]
    given = {code for source in sources for code in (*codes_in(source), *_HANDED_ON.findall(source))}
    given |= set(WORDS_NEEDED.values())
    known = SENTENCES.keys() | sentences.SENTENCES.keys() | {key.removeprefix("reason.") for key in WORDS}
    assert given - known == set()
    assert SENTENCES.keys() - given == set()


def test_a_sentence_shows_days_and_states_in_words() -> None:
    app = Flask("words")
    Babel(app, default_locale="en")
    with app.test_request_context():
        state = sentence(reason("objection_in_another_state", state="state.objection.upheld"))
        assert "the state “Upheld”" in state
        assert "“state." not in state
