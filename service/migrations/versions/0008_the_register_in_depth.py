"""The register in depth: facts of households and people, their history, personal numbers, corrections, keys of names."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from service.migrations.written_once import guard

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Table and the condition under which a row is the one being inserted (for SQLite's REPLACE).
APPEND_ONLY = {
    "register_act": "id = NEW.id OR key = NEW.key",
    "field_change": "act_id = NEW.act_id AND seq = NEW.seq",
    "personal_reading": "id = NEW.id",
    "duplicate_decision": "id = NEW.id",
}

# Until now a person's codes were those of the form of 2014.
OWN_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "sex": {
        "1": "male",
        "2": "female",
        "0": "unknown",
        "9": "not_stated",
    },
    "relation": {
        "01": "head",
        "02": "spouse",
        "03": "son",
        "04": "daughter",
        "05": "daughter_in_law",
        "06": "son_in_law",
        "07": "sons_son",
        "08": "sons_daughter",
        "09": "daughters_son",
        "10": "daughters_daughter",
        "11": "father",
        "12": "mother",
        "13": "wifes_father",
        "14": "wifes_mother",
        "15": "husbands_father",
        "16": "husbands_mother",
        "17": "fathers_father",
        "18": "fathers_mother",
        "19": "mothers_father",
        "20": "mothers_mother",
        "99": "other",
    },
    "education": {
        "01": "illiterate",
        "02": "primary",
        "03": "junior_middle",
        "04": "senior_middle",
        "05": "college",
        "06": "below_school_age",
    },
    "health": {
        "01": "healthy",
        "02": "chronically_ill",
        "03": "seriously_ill",
        "04": "disabled",
    },
    "labour": {
        "01": "able",
        "02": "skilled",
        "03": "labour_lost",
        "04": "no_labour",
    },
}

code = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
amount = sa.Text().with_variant(sa.Numeric(12, 4), "postgresql")

OF_HOUSEHOLDS: Final[tuple[tuple[str, sa.types.TypeEngine[Any]], ...]] = (
    ("dissolved_on", sa.Date()),
    ("standard", sa.Text()),
    ("household_class", sa.Text()),
    ("main_cause", sa.Text()),
    ("other_cause", sa.Text()),
    ("second_other_cause", sa.Text()),
    ("responsible_person", sa.Text()),
    ("responsible_unit", sa.Text()),
    ("phone_sealed", sa.Text()),
    ("phone_print", code),
    ("phone_masked", sa.Text()),
    ("bank", sa.Text()),
    ("account_sealed", sa.Text()),
    ("account_print", code),
    ("account_masked", sa.Text()),
    ("dwelling_area", amount),
    ("dwelling_structure", sa.Text()),
    ("dwelling_built_in", sa.Integer()),
    ("dwelling_safety", sa.Text()),
    ("relocation", sa.Text()),
    ("resettlement", sa.Text()),
    ("resettlement_place", sa.Text()),
    ("electricity", sa.Boolean()),
    ("safe_water", sa.Boolean()),
    ("fuel", sa.Text()),
    ("road", sa.Text()),
)
OF_MEMBERS: Final[tuple[tuple[str, sa.types.TypeEngine[Any]], ...]] = (
    ("left_by", sa.Text()),
    ("joined_on", sa.Date()),
    ("joined_by", sa.Text()),
    ("entered_at", sa.DateTime(timezone=True)),
    ("identity_sealed", sa.Text()),
    ("identity_print", code),
    ("identity_masked", sa.Text()),
    ("phone_sealed", sa.Text()),
    ("phone_print", code),
    ("phone_masked", sa.Text()),
    ("ethnicity", sa.Text()),
    ("schooling", sa.Text()),
    ("working_area", sa.Text()),
    ("working_months", sa.Integer()),
    ("subsistence", sa.Boolean()),
    ("medical_insurance", sa.Boolean()),
    ("pension_insurance", sa.Boolean()),
)


def upgrade() -> None:
    op.add_column("household", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    for name, type_ in OF_HOUSEHOLDS:
        op.add_column("household", sa.Column(name, type_, nullable=True))
    op.create_index(op.f("ix_household_account_print"), "household", ["account_print"])
    for name, type_ in OF_MEMBERS:
        op.add_column("member", sa.Column(name, type_, nullable=True))
    op.create_index(op.f("ix_member_identity_print"), "member", ["identity_print"])
    op.create_index(op.f("ix_member_name_born_on"), "member", ["name", "born_on"])
    _rename({table: dict(codes) for table, codes in OWN_NAMES.items()})
    op.create_table(
        "name_key",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("key", code, nullable=False),
        sa.Column("village_code", code, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_name_key_member_id")),
        sa.PrimaryKeyConstraint("member_id", "key", name=op.f("pk_name_key")),
    )
    op.create_index(op.f("ix_name_key_key_village_code"), "name_key", ["key", "village_code"])
    op.create_index(op.f("ix_name_key_member_id"), "name_key", ["member_id"])
    op.create_table(
        "village_asset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("village_code", code, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", amount, nullable=False),
        sa.Column("acquired_on", sa.Date(), nullable=True),
        sa.Column("funds", sa.Text(), nullable=True),
        sa.Column("operator", sa.Text(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("CAST(value AS NUMERIC) >= 0", name=op.f("ck_village_asset_value")),
        sa.ForeignKeyConstraint(["village_code"], ["region.code"], name=op.f("fk_village_asset_village_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village_asset")),
    )
    op.create_index(op.f("ix_village_asset_village_code"), "village_asset", ["village_code"])
    op.create_table(
        "village_project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("village_code", code, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount", amount, nullable=False),
        sa.Column("funds", sa.Text(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("begun_on", sa.Date(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("CAST(amount AS NUMERIC) >= 0", name=op.f("ck_village_project_amount")),
        sa.CheckConstraint("households IS NULL OR households >= 0", name=op.f("ck_village_project_households")),
        sa.ForeignKeyConstraint(["village_code"], ["region.code"], name=op.f("fk_village_project_village_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village_project")),
    )
    op.create_index(op.f("ix_village_project_village_code"), "village_project", ["village_code"])
    op.create_table(
        "register_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", code, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("village_code", code, nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("other_household_id", sa.Integer(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("correction_id", sa.Integer(), nullable=True),
        sa.Column("import_job_id", sa.Integer(), nullable=True),
        sa.Column("acted_by", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("post_region_code", code, nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["village_code"], ["region.code"], name=op.f("fk_register_act_village_code")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_register_act_household_id")),
        sa.ForeignKeyConstraint(
            ["other_household_id"], ["household.id"], name=op.f("fk_register_act_other_household_id")
        ),
        sa.ForeignKeyConstraint(["acted_by"], ["user.id"], name=op.f("fk_register_act_acted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_act")),
        sa.UniqueConstraint("key", name=op.f("uq_register_act_key")),
    )
    op.create_index(op.f("ix_register_act_household_id"), "register_act", ["household_id"])
    op.create_index(op.f("ix_register_act_import_job_id"), "register_act", ["import_job_id"])
    op.create_index(op.f("ix_register_act_other_household_id"), "register_act", ["other_household_id"])
    op.create_index(op.f("ix_register_act_village_code_acted_at"), "register_act", ["village_code", "acted_at"])
    op.create_table(
        "field_change",
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "subject IN ('household', 'member', 'asset', 'project')", name=op.f("ck_field_change_subject")
        ),
        sa.ForeignKeyConstraint(["act_id"], ["register_act.id"], name=op.f("fk_field_change_act_id")),
        sa.PrimaryKeyConstraint("act_id", "seq", name=op.f("pk_field_change")),
    )
    op.create_index(op.f("ix_field_change_subject_subject_id"), "field_change", ["subject", "subject_id"])
    op.create_table(
        "personal_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("village_code", code, nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("read_by", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("post_region_code", code, nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_personal_reading_household_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_personal_reading_member_id")),
        sa.ForeignKeyConstraint(["read_by"], ["user.id"], name=op.f("fk_personal_reading_read_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_reading")),
    )
    op.create_index(op.f("ix_personal_reading_household_id"), "personal_reading", ["household_id"])
    op.create_index(op.f("ix_personal_reading_read_by"), "personal_reading", ["read_by"])
    op.create_index(op.f("ix_personal_reading_village_code_read_at"), "personal_reading", ["village_code", "read_at"])
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", code, nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("village_code", code, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("import_job_id", sa.Integer(), nullable=True),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_role", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_role", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name=op.f("ck_correction_decided")),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'refused', 'withdrawn')", name=op.f("ck_correction_state")
        ),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_correction_household_id")),
        sa.ForeignKeyConstraint(["village_code"], ["region.code"], name=op.f("fk_correction_village_code")),
        sa.ForeignKeyConstraint(["proposed_by"], ["user.id"], name=op.f("fk_correction_proposed_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_correction_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("key", name=op.f("uq_correction_key")),
    )
    op.create_index(op.f("ix_correction_household_id_state"), "correction", ["household_id", "state"])
    op.create_index(op.f("ix_correction_state_village_code"), "correction", ["state", "village_code"])
    op.create_table(
        "duplicate_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("other_member_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("member_id < other_member_id", name=op.f("ck_duplicate_decision_order_of_members")),
        sa.CheckConstraint("verdict IN ('same', 'different')", name=op.f("ck_duplicate_decision_verdict")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_duplicate_decision_member_id")),
        sa.ForeignKeyConstraint(["other_member_id"], ["member.id"], name=op.f("fk_duplicate_decision_other_member_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_duplicate_decision_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_decision")),
    )
    op.create_index(
        op.f("ix_duplicate_decision_member_id_other_member_id"), "duplicate_decision", ["member_id", "other_member_id"]
    )
    for table, same_row in APPEND_ONLY.items():
        guard(table, same_row)


def downgrade() -> None:
    # Triggers go with their tables.
    for table in (
        "duplicate_decision",
        "correction",
        "personal_reading",
        "field_change",
        "register_act",
        "village_project",
        "village_asset",
        "name_key",
    ):
        op.drop_table(table)
    _rename({table: {name: code for code, name in codes.items()} for table, codes in OWN_NAMES.items()})
    op.drop_index(op.f("ix_member_name_born_on"), "member")
    op.drop_index(op.f("ix_member_identity_print"), "member")
    for name, _type in OF_MEMBERS:
        op.drop_column("member", name)
    op.drop_index(op.f("ix_household_account_print"), "household")
    for name, _type in OF_HOUSEHOLDS:
        op.drop_column("household", name)
    op.drop_column("household", "version")


def _rename(names: Mapping[str, Mapping[str, str]]) -> None:
    for column, each in names.items():
        cases = " ".join(f"WHEN '{old}' THEN '{new}'" for old, new in each.items())
        op.execute(f"UPDATE member SET {column} = CASE {column} {cases} ELSE {column} END")
