"""The first tables."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "account_lock",
        sa.Column("login", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("last_failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_account_lock")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working_day", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "number_series",
        sa.Column("body_code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("body_code", "series", "year", name=op.f("pk_number_series")),
    )
    op.create_table(
        "region",
        sa.Column("code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("(code = '') = (parent_code IS NULL)", name=op.f("ck_region_parent")),
        sa.CheckConstraint(
            "level IN ('nation', 'province', 'city', 'county', 'township', 'village')", name=op.f("ck_region_level")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name=op.f("ck_region_order_of_days")
        ),
        sa.ForeignKeyConstraint(["parent_code"], ["region.code"], name=op.f("fk_region_parent_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_region_parent_code"), ["parent_code"], unique=False)

    op.create_table(
        "setting",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("login", name=op.f("uq_user_login")),
    )
    op.create_table(
        "act",
        sa.Column("id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_act_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act")),
    )
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("acting", sa.Boolean(), nullable=False),
        sa.Column("appointed_by", sa.Integer(), nullable=True),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "role IN ('village_clerk', 'work_team', 'township_reviewer', 'county_reviewer', 'county_approver', 'city_reviewer', 'city_approver', 'province_reviewer', 'province_approver', 'auditor', 'assessor', 'data_manager', 'administrator')",
            name=op.f("ck_appointment_role"),
        ),
        sa.CheckConstraint("NOT acting OR until_on IS NOT NULL", name=op.f("ck_appointment_acting_has_an_end")),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_appointment_order_of_days")),
        sa.ForeignKeyConstraint(["appointed_by"], ["user.id"], name=op.f("fk_appointment_appointed_by")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_appointment_region_code")),
        sa.ForeignKeyConstraint(["revoked_by"], ["user.id"], name=op.f("fk_appointment_revoked_by")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_appointment_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointment_region_code_role"), ["region_code", "role"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_user_id"), ["user_id"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("stored_by", sa.Integer(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "media_type IN ('image/png', 'image/jpeg', 'application/pdf')", name=op.f("ck_attachment_media_type")
        ),
        sa.CheckConstraint("bytes > 0", name=op.f("ck_attachment_not_empty")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_attachment_region_code")),
        sa.ForeignKeyConstraint(["stored_by"], ["user.id"], name=op.f("fk_attachment_stored_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_table(
        "criteria_set",
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("from_year", sa.Integer(), nullable=False),
        sa.Column("to_year", sa.Integer(), nullable=True),
        sa.Column("pass_points", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("procedure IN ('household', 'village')", name=op.f("ck_criteria_set_procedure")),
        sa.ForeignKeyConstraint(["entered_by"], ["user.id"], name=op.f("fk_criteria_set_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria_set")),
    )
    op.create_table(
        "deadline",
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("days > 0", name=op.f("ck_deadline_days")),
        sa.ForeignKeyConstraint(["entered_by"], ["user.id"], name=op.f("fk_deadline_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
    )
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deadline_procedure_state"), ["procedure", "state"], unique=False)

    op.create_table(
        "household",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("village_code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("village_group", sa.Text(), nullable=False),
        sa.Column("head_name", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_household_number")),
        sa.ForeignKeyConstraint(["village_code"], ["region.code"], name=op.f("fk_household_village_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        sa.UniqueConstraint("village_code", "number", name=op.f("uq_household_village_code_number")),
    )
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_household_village_code_sort_key"), ["village_code", "sort_key"], unique=False
        )

    op.create_table(
        "household_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("village_code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('identification', 'exit', 'strike_off')", name=op.f("ck_household_list_kind")),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_household_list_made_by")),
        sa.ForeignKeyConstraint(["village_code"], ["region.code"], name=op.f("fk_household_list_village_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_list")),
        sa.UniqueConstraint(
            "village_code", "year", "kind", "number", name=op.f("uq_household_list_village_code_year_kind_number")
        ),
    )
    op.create_table(
        "login_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_login_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "office",
        sa.Column("region_code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("spoken_name", sa.Text(), nullable=False),
        sa.Column("body_name", sa.Text(), nullable=False),
        sa.Column("number_prefix", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("supervisor_phone", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_office_region_code")),
        sa.PrimaryKeyConstraint("region_code", name=op.f("pk_office")),
    )
    op.create_table(
        "poverty_line",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Numeric(12, 4).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("CAST(amount AS NUMERIC) > 0", name=op.f("ck_poverty_line_amount")),
        sa.ForeignKeyConstraint(["entered_by"], ["user.id"], name=op.f("fk_poverty_line_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poverty_line")),
    )
    with op.batch_alter_table("poverty_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poverty_line_year_region_code"), ["year", "region_code"], unique=False)

    op.create_table(
        "publicity_profile",
        sa.Column("notice_kind", sa.Text(), nullable=False),
        sa.Column("poster_level", sa.Text(), nullable=False),
        sa.Column("place_level", sa.Text(), nullable=False),
        sa.Column("minimum_days", sa.Integer(), nullable=False),
        sa.Column("working_days", sa.Boolean(), nullable=False),
        sa.Column("counts_posting_day", sa.Boolean(), nullable=False),
        sa.Column("rolls_over_holidays", sa.Boolean(), nullable=False),
        sa.Column("record_within_days", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minimum_days >= 0", name=op.f("ck_publicity_profile_days")),
        sa.CheckConstraint("record_within_days >= 0", name=op.f("ck_publicity_profile_record_within")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_publicity_profile_order_of_days")
        ),
        sa.ForeignKeyConstraint(["entered_by"], ["user.id"], name=op.f("fk_publicity_profile_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publicity_profile")),
    )
    with op.batch_alter_table("publicity_profile", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_publicity_profile_notice_kind_region_code"), ["notice_kind", "region_code"], unique=False
        )

    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("from_year", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("derived", sa.Boolean(), nullable=False),
        sa.Column("total", sa.Boolean(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("actual_year", sa.Integer(), nullable=True),
        sa.Column("actual_on", sa.Date(), nullable=True),
        sa.Column("actual_source", sa.Text(), nullable=True),
        sa.Column("actual_certain", sa.Boolean(), nullable=False),
        sa.CheckConstraint("unit IN ('county', 'village', 'household', 'person')", name=op.f("ck_target_unit")),
        sa.CheckConstraint("(actual_on IS NULL) = (actual_source IS NULL)", name=op.f("ck_target_actual_has_a_source")),
        sa.CheckConstraint("from_year <= year", name=op.f("ck_target_order_of_years")),
        sa.CheckConstraint("planned > 0", name=op.f("ck_target_planned")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_target_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint(
            "region_code",
            "unit",
            "from_year",
            "year",
            "source",
            name=op.f("uq_target_region_code_unit_from_year_year_source"),
        ),
    )
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_region_code"), ["region_code"], unique=False)

    op.create_table(
        "threshold",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("share", sa.Numeric(12, 4).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name IN ('incidence', 'wrong_exit', 'missed', 'approval')", name=op.f("ck_threshold_name")),
        sa.CheckConstraint("CAST(share AS NUMERIC) BETWEEN 0 AND 1", name=op.f("ck_threshold_share")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_threshold_order_of_days")),
        sa.ForeignKeyConstraint(["entered_by"], ["user.id"], name=op.f("fk_threshold_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threshold")),
    )
    op.create_table(
        "criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label_zh", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["set_id"], ["criteria_set.id"], name=op.f("fk_criterion_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("set_id", "code", name=op.f("uq_criterion_set_id_code")),
    )
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("education", sa.Text(), nullable=False),
        sa.Column("health", sa.Text(), nullable=False),
        sa.Column("labour", sa.Text(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_member_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_member_household_id"), ["household_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body_code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("region_code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=True),
        sa.Column("amends_id", sa.Integer(), nullable=True),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("printed_on", sa.Date(), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("poster_level", sa.Text(), nullable=False),
        sa.Column("place_level", sa.Text(), nullable=False),
        sa.Column("minimum_days", sa.Integer(), nullable=False),
        sa.Column("working_days", sa.Boolean(), nullable=False),
        sa.Column("counts_posting_day", sa.Boolean(), nullable=False),
        sa.Column("rolls_over_holidays", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("facts_sha256", sa.Text(), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minimum_days >= 0", name=op.f("ck_notice_days")),
        sa.ForeignKeyConstraint(["amends_id"], ["notice.id"], name=op.f("fk_notice_amends_id")),
        sa.ForeignKeyConstraint(["body_code"], ["region.code"], name=op.f("fk_notice_body_code")),
        sa.ForeignKeyConstraint(["issued_by"], ["user.id"], name=op.f("fk_notice_issued_by")),
        sa.ForeignKeyConstraint(["list_id"], ["household_list.id"], name=op.f("fk_notice_list_id")),
        sa.ForeignKeyConstraint(["profile_id"], ["publicity_profile.id"], name=op.f("fk_notice_profile_id")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_notice_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint(
            "body_code", "series", "year", "serial", name=op.f("uq_notice_body_code_series_year_serial")
        ),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_body_code"), ["body_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_list_id"), ["list_id"], unique=False)

    op.create_table(
        "record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("newest", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_in", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.Text(), nullable=False),
        sa.Column("last_step", sa.Text(), nullable=False),
        sa.Column("stays", sa.Text(), nullable=False),
        sa.Column("acted", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(procedure = 'household' AND state IN ('applied', 'assessed', 'first_publicity', 'township_review', 'second_publicity', 'county_review', 'identified', 'assisted', 'proposed_for_exit', 'verified', 'publicized', 'township_reviewed', 'approved', 'filed_with_city', 'filed', 'archived', 'declined', 'strike_off_proposed', 'strike_off_publicized', 'struck_off', 'closed')) OR (procedure = 'village' AND state IN ('identified', 'assisted', 'proposed_for_exit', 'initially_reviewed', 'publicized', 'county_reviewed', 'approved', 'filed', 'archived')) OR (procedure = 'county' AND state IN ('identified', 'assisted', 'proposed_for_exit', 'city_reviewed', 'province_checked', 'publicized', 'approved', 'filed', 'archived'))",
            name=op.f("ck_record_state"),
        ),
        sa.CheckConstraint("(procedure = 'household') = (household_id IS NOT NULL)", name=op.f("ck_record_subject")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_record_household_id")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_record_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
        sa.UniqueConstraint("household_id", "cycle", name=op.f("uq_record_household_id_cycle")),
    )
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.create_index("ix_record_region_state", ["region_code", "procedure", "state"], unique=False)
        batch_op.create_index("ix_record_state_region", ["procedure", "state", "region_code"], unique=False)
        batch_op.create_index(
            "uq_record_newest_household",
            ["household_id"],
            unique=True,
            sqlite_where=sa.text("newest AND household_id IS NOT NULL"),
            postgresql_where=sa.text("newest AND household_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_record_newest_place",
            ["procedure", "region_code"],
            unique=True,
            sqlite_where=sa.text("newest AND household_id IS NULL"),
            postgresql_where=sa.text("newest AND household_id IS NULL"),
        )

    op.create_table(
        "assignment",
        sa.Column("assessor_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("assigned_by", sa.Integer(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assessor_id"], ["user.id"], name=op.f("fk_assignment_assessor_id")),
        sa.ForeignKeyConstraint(["assigned_by"], ["user.id"], name=op.f("fk_assignment_assigned_by")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_assignment_record_id")),
        sa.PrimaryKeyConstraint("assessor_id", "record_id", name=op.f("pk_assignment")),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("filed_by", sa.Integer(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["filed_by"], ["user.id"], name=op.f("fk_document_filed_by")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_document_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_filing_id"), ["filing_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_record_id_kind"), ["record_id", "kind"], unique=False)

    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_role", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("correction", sa.Text(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('identified_wrongly', 'missed', 'exited_wrongly', 'data_wrong')", name=op.f("ck_finding_kind")
        ),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name=op.f("ck_finding_closed")),
        sa.ForeignKeyConstraint(["closed_by"], ["user.id"], name=op.f("fk_finding_closed_by")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_finding_record_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_finding_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_record_id"), ["record_id"], unique=False)

    op.create_table(
        "history_entry",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("post_region_code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("function", sa.Text(), nullable=True),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("list_id", sa.Integer(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("entry_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["act_id"], ["act.id"], name=op.f("fk_history_entry_act_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_history_entry_actor_id")),
        sa.ForeignKeyConstraint(["list_id"], ["household_list.id"], name=op.f("fk_history_entry_list_id")),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_history_entry_notice_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_history_entry_record_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("record_id", "seq", name=op.f("pk_history_entry")),
    )
    with op.batch_alter_table("history_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_history_entry_act_id"), ["act_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_history_entry_acted_at"), ["acted_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_history_entry_actor_id"), ["actor_id"], unique=False)

    op.create_table(
        "list_member",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_by", sa.Text(), nullable=True),
        sa.CheckConstraint("(left_at IS NULL) = (left_by IS NULL)", name=op.f("ck_list_member_left")),
        sa.ForeignKeyConstraint(["list_id"], ["household_list.id"], name=op.f("fk_list_member_list_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_list_member_record_id")),
        sa.PrimaryKeyConstraint("list_id", "record_id", name=op.f("pk_list_member")),
    )
    with op.batch_alter_table("list_member", schema=None) as batch_op:
        batch_op.create_index(
            "uq_list_member_standing",
            ["record_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.create_table(
        "notice_member",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_member_notice_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_notice_member_record_id")),
        sa.PrimaryKeyConstraint("notice_id", "record_id", name=op.f("pk_notice_member")),
    )
    with op.batch_alter_table("notice_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_member_record_id"), ["record_id"], unique=False)

    op.create_table(
        "notice_pdf",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("rendered_by", sa.Integer(), nullable=False),
        sa.Column("rendered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_pdf_notice_id")),
        sa.ForeignKeyConstraint(["rendered_by"], ["user.id"], name=op.f("fk_notice_pdf_rendered_by")),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_notice_pdf")),
    )
    op.create_table(
        "notice_void",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["act_id"], ["act.id"], name=op.f("fk_notice_void_act_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_void_notice_id")),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_notice_void")),
    )
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lodged_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("objector", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("lodged_by", sa.Integer(), nullable=False),
        sa.Column("lodged_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("channel IN ('visit', 'letter', 'phone', 'hotline')", name=op.f("ck_objection_channel")),
        sa.CheckConstraint(
            "state IN ('lodged', 'accepted', 'out_of_time', 'clue', 'upheld', 'dismissed', 'appealed', 'withdrawn')",
            name=op.f("ck_objection_state"),
        ),
        sa.ForeignKeyConstraint(["lodged_by"], ["user.id"], name=op.f("fk_objection_lodged_by")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_objection_notice_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_objection_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_notice_id"), ["notice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_objection_record_id_state"), ["record_id", "state"], unique=False)

    op.create_table(
        "posting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("place_level", sa.Text(), nullable=False),
        sa.Column("posted_by", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_posting_notice_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_posting_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
    )
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_posting_notice_id"), ["notice_id"], unique=False)

    op.create_table(
        "result_statement",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signed_by_handler", sa.Text(), nullable=False),
        sa.Column("signed_by_supervisor", sa.Text(), nullable=False),
        sa.Column("signed_by_team", sa.Text(), nullable=False),
        sa.Column("objections_received", sa.Integer(), nullable=False),
        sa.Column("objections_upheld", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name=op.f("fk_result_statement_attachment_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_result_statement_notice_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_result_statement_recorded_by")),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_result_statement")),
    )
    op.create_table(
        "document_attachment",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_document_attachment_attachment_id")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_document_attachment_document_id")),
        sa.PrimaryKeyConstraint("document_id", "attachment_id", name=op.f("pk_document_attachment")),
    )
    with op.batch_alter_table("document_attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_attachment_attachment_id"), ["attachment_id"], unique=False)

    op.create_table(
        "history_detail",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erasure_order", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(erased_at IS NULL) = (erasure_order IS NULL)", name=op.f("ck_history_detail_erased_by_order")
        ),
        sa.CheckConstraint(
            "(payload IS NULL) = (erased_at IS NOT NULL)", name=op.f("ck_history_detail_erased_as_a_whole")
        ),
        sa.ForeignKeyConstraint(
            ["record_id", "seq"],
            ["history_entry.record_id", "history_entry.seq"],
            name=op.f("fk_history_detail_record_id_seq"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("record_id", "seq", name=op.f("pk_history_detail")),
    )
    op.create_table(
        "objection_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("investigators", sa.Text(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("post_region_code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_objection_act_actor_id")),
        sa.ForeignKeyConstraint(["objection_id"], ["objection.id"], name=op.f("fk_objection_act_objection_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection_act")),
    )
    with op.batch_alter_table("objection_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_act_objection_id"), ["objection_id"], unique=False)

    op.create_table(
        "posting_photo",
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name=op.f("fk_posting_photo_attachment_id")),
        sa.ForeignKeyConstraint(["posting_id"], ["posting.id"], name=op.f("fk_posting_photo_posting_id")),
        sa.PrimaryKeyConstraint("posting_id", "attachment_id", name=op.f("pk_posting_photo")),
    )


def downgrade() -> None:
    op.drop_table("posting_photo")
    with op.batch_alter_table("objection_act", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_objection_act_objection_id"))

    op.drop_table("objection_act")
    op.drop_table("history_detail")
    with op.batch_alter_table("document_attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_attachment_attachment_id"))

    op.drop_table("document_attachment")
    op.drop_table("result_statement")
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_posting_notice_id"))

    op.drop_table("posting")
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_objection_record_id_state"))
        batch_op.drop_index(batch_op.f("ix_objection_notice_id"))

    op.drop_table("objection")
    op.drop_table("notice_void")
    op.drop_table("notice_pdf")
    with op.batch_alter_table("notice_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_member_record_id"))

    op.drop_table("notice_member")
    with op.batch_alter_table("list_member", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_list_member_standing",
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.drop_table("list_member")
    with op.batch_alter_table("history_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_history_entry_actor_id"))
        batch_op.drop_index(batch_op.f("ix_history_entry_acted_at"))
        batch_op.drop_index(batch_op.f("ix_history_entry_act_id"))

    op.drop_table("history_entry")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_record_id"))

    op.drop_table("finding")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_record_id_kind"))
        batch_op.drop_index(batch_op.f("ix_document_filing_id"))

    op.drop_table("document")
    op.drop_table("assignment")
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_record_newest_place",
            sqlite_where=sa.text("newest AND household_id IS NULL"),
            postgresql_where=sa.text("newest AND household_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_record_newest_household",
            sqlite_where=sa.text("newest AND household_id IS NOT NULL"),
            postgresql_where=sa.text("newest AND household_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_record_state_region")
        batch_op.drop_index("ix_record_region_state")

    op.drop_table("record")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_list_id"))
        batch_op.drop_index(batch_op.f("ix_notice_body_code"))

    op.drop_table("notice")
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_member_household_id"))

    op.drop_table("member")
    op.drop_table("criterion")
    op.drop_table("threshold")
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_target_region_code"))

    op.drop_table("target")
    with op.batch_alter_table("publicity_profile", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_publicity_profile_notice_kind_region_code"))

    op.drop_table("publicity_profile")
    with op.batch_alter_table("poverty_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poverty_line_year_region_code"))

    op.drop_table("poverty_line")
    op.drop_table("office")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_session_user_id"))

    op.drop_table("login_session")
    op.drop_table("household_list")
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_household_village_code_sort_key"))

    op.drop_table("household")
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deadline_procedure_state"))

    op.drop_table("deadline")
    op.drop_table("criteria_set")
    op.drop_table("attachment")
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appointment_user_id"))
        batch_op.drop_index(batch_op.f("ix_appointment_region_code_role"))

    op.drop_table("appointment")
    op.drop_table("act")
    op.drop_table("user")
    op.drop_table("setting")
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_region_parent_code"))

    op.drop_table("region")
    op.drop_table("number_series")
    op.drop_table("calendar_day")
    op.drop_table("account_lock")
