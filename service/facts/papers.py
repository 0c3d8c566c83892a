"""Papers on file, as the guards read them (Need.PAPERS)."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from service.among import among, listed
from service.documents.forms import FORMS
from service.models.document import Document
from service.questions import Question
from workflows.papers import Paper


def _statement(dialect: str) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Document.record_id,
            Document.id,
            Document.kind,
            Document.year,
            Document.dated_on,
            Document.data,
            Document.scans,
        )
        .where(among(Document.record_id, "ids", dialect), among(Document.kind, "kinds", dialect))
        .order_by(Document.id)
    )


_PAPERS: Final = Question(_statement)


def papers_on_file(
    connection: Connection, procedure: str, ids: Collection[int], kinds: Collection[str]
) -> dict[int, dict[str, list[Paper]]]:
    """Papers of these kinds by record and kind, oldest first."""
    dialect = connection.dialect.name
    found: dict[int, dict[str, list[Paper]]] = {id: {} for id in ids}
    if not kinds:
        return found
    asked = {"ids": listed(ids, dialect), "kinds": listed(sorted(kinds), dialect)}
    for record_id, id, kind, year, dated_on, data, scans in _PAPERS.rows(connection, asked):
        form = FORMS[procedure, kind]
        paper = form.read(json.loads(data), id=id, dated_on=dated_on, year=year, scans=scans)
        found[record_id].setdefault(kind, []).append(paper)
    return found


def documents_of(papers: Mapping[str, Sequence[Paper]]) -> list[int]:
    """Ids of the documents that a decision rests on: the newest of each kind and year."""
    newest = {(kind, paper.year): paper.id for kind, filed in papers.items() for paper in filed}
    return sorted(newest.values())
