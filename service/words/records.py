"""Entering and changing the register: why an act on it is refused, what is unusual about it, how its forms group."""

from typing import Final

from service.words.marking import msgid

RECORDS: Final[dict[str, str]] = {
    # groups of the forms
    "register_group.basics": msgid("Basics"),
    "register_group.poverty": msgid("Class and causes"),
    "register_group.responsible": msgid("Who is responsible"),
    "register_group.dwelling": msgid("Dwelling and infrastructure"),
    "register_group.contact": msgid("Contact and account"),
    "register_group.person": msgid("The person"),
    "register_group.learning": msgid("Education and health"),
    "register_group.work": msgid("Labour and migrant work"),
    "register_group.insurance": msgid("Insurance and contact"),
    # every act
    "reason.day_too_early": msgid("This day lies before %(earliest)s; look whether the year is right."),
    "reason.reason_missing": msgid("Write why."),
    "reason.reason_too_long": msgid("At most %(most)s characters fit here."),
    "reason.nothing_changed": msgid("Nothing differs from what is on file."),
    "reason.household_dissolved": msgid("This household does not exist any more; it can only be read."),
    # facts that contradict each other
    "reason.identity_other_birth_date": msgid("The number says born on %(on)s; the date of birth differs."),
    "reason.identity_other_sex": msgid("The number belongs to another sex: %(sex)s."),
    "reason.identity_belongs_to": msgid(
        "This number belongs to %(name)s of household No. %(number)s in %(village)s. Who moved or married leaves there "
        "first."
    ),
    "reason.identity_belongs_elsewhere": msgid(
        "This number belongs to somebody registered outside your jurisdiction. Ask the level above."
    ),
    "reason.identity_twice_here": msgid("This number stands here twice."),
    "reason.main_cause_missing": msgid("Name the main cause first."),
    "reason.cause_named_twice": msgid("“%(cause)s” is named already; causes differ from each other."),
    "reason.heads_not_one": msgid("A household has exactly one head; here it would be %(heads)s."),
    "reason.number_taken": msgid("No. %(number)s belongs to %(name)s, now or in the past. Choose another one."),
    "reason.not_a_village": msgid("Choose a village."),
    "reason.nobody_in_the_household": msgid("Enter at least one person."),
    "reason.too_many_people": msgid("One form takes at most %(most)s people."),
    # acts of life
    "reason.joined_before_born": msgid("The person was born on %(born_on)s and cannot have joined before."),
    "reason.birth_on_another_day": msgid("The date of birth is %(born_on)s: a child joins on the day of its birth."),
    "reason.left_before_born": msgid("The person was born on %(born_on)s and cannot have left before."),
    "reason.same_head": msgid("This is the present head. Choose another person."),
    "reason.nobody_ticked": msgid("Tick who leaves."),
    "reason.everybody_ticked": msgid(
        "Somebody stays in the old household. If all leave, the household moves or merges."
    ),
    "reason.merged_across_villages": msgid("Both households belong to the same village. Move one of them there first."),
    "reason.merged_with_itself": msgid("Choose another household."),
    "reason.same_village": msgid("The household lives in this village already."),
    "reason.moved_by_who_covers_both": msgid(
        "Who moves a household is responsible for both villages: the township, or where they belong to different ones "
        "the county or a level above."
    ),
    "reason.record_in_procedure": msgid(
        "Its record is in the middle of the procedure (%(state)s). Bring it to an end first, or close it with the step "
        "“Close: all have died or moved”."
    ),
    "reason.record_stays_in_village": msgid(
        "Its record belongs to the files of this village and does not move. Record that its members moved out, end the "
        "household here, and register it in the other village."
    ),
    "reason.somebody_left": msgid("Members who still belong to it: %(persons)s. Record first how they left."),
    # corrections
    "reason.decides_own_correction": msgid("You proposed this correction: another person decides."),
    "reason.withdraws_others_correction": msgid("Only who proposed a correction takes it back."),
    "reason.fact_changed_since": msgid("“%(fact)s” has changed since this was proposed. Refuse it, and propose anew."),
    "reason.correction_pending": msgid(
        "A correction of this household waits for its decision. It is decided or withdrawn before another one."
    ),
    # advice
    "reason.education_for_the_age": msgid("%(name)s is %(age)s years old, and below school age by the education."),
    "reason.child_hardly_younger": msgid("%(name)s is a child of the head and hardly younger. Look at birth dates."),
    "reason.parent_hardly_older": msgid("%(name)s is a parent of the head and hardly older. Look at birth dates."),
    "reason.spouse_of_the_same_sex": msgid("%(name)s is the spouse and of the head's sex. Look at relation and sex."),
    "reason.several_spouses": msgid("Spouses of the head in this household: %(spouses)s."),
}
