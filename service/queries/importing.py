"""The pages of imports: jobs of one's jurisdiction, and what a preview holds."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.models.importing import ImportJob
from service.models.people import User
from service.models.region import Region, short_name
from service.people import Actor
from service.queries.visible import visible_to
from workflows.reasons import Reason


@dataclass(frozen=True)
class ImportLine:
    """An import and how far it is. `mine`: the reader uploaded it, and so may see what stands in it."""

    id: int
    key: str
    place_name: str
    filename: str
    state: str
    failure: Reason | None
    reason: str
    preview: int
    rows: int
    new_households: int
    new_members: int
    changed: int
    proposed: int
    unchanged: int
    bad: int
    uploaded_by: str
    uploaded_at: datetime
    finished_at: datetime | None
    files_deleted_at: datetime | None
    mine: bool

    @property
    def is_open(self) -> bool:
        """Whether somebody works on it, or will."""
        return self.state in ("waiting", "reading", "confirmed", "applying")

    @property
    def does_something(self) -> bool:
        """Whether its preview holds anything to apply."""
        return bool(self.new_households or self.new_members or self.changed or self.proposed)


def imports(
    db: Session, actor: Actor, *, job_id: int | None = None, before: int | None = None, limit: int = 1
) -> list[ImportLine]:
    """Imports of the jurisdiction, the newest first; only one of them where an id is given."""
    wanted = [visible_to(actor, ImportJob.region_code)]
    if job_id is not None:
        wanted.append(ImportJob.id == job_id)
    if before is not None:
        wanted.append(ImportJob.id < before)
    rows = db.execute(
        select(ImportJob, Region.name, User.name)
        .join(Region, Region.code == ImportJob.region_code)
        .join(User, User.id == ImportJob.uploaded_by)
        .where(*wanted)
        .order_by(ImportJob.id.desc())
        .limit(limit)
    )
    return [_line(job, place, name, actor) for job, place, name in rows]


def _line(job: ImportJob, place: str, uploaded_by: str, actor: Actor) -> ImportLine:
    return ImportLine(
        id=job.id,
        key=job.key,
        place_name=short_name(place),
        filename=job.filename,
        state=job.state,
        failure=Reason(**json.loads(job.failure)) if job.failure else None,
        reason=job.reason,
        preview=job.preview,
        rows=job.rows,
        new_households=job.new_households,
        new_members=job.new_members,
        changed=job.changed,
        proposed=job.proposed,
        unchanged=job.unchanged,
        bad=job.bad,
        uploaded_by=uploaded_by,
        uploaded_at=job.uploaded_at,
        finished_at=job.finished_at,
        files_deleted_at=job.files_deleted_at,
        mine=job.uploaded_by == actor.user_id,
    )
