"""Templates, imports and exports: what stands in the workbooks, and why a file or a row is refused."""

from typing import Final

from service.words.marking import msgid

WORKBOOKS: Final[dict[str, str]] = {
    "workbook.sheet.household": msgid("Households"),
    "workbook.sheet.member": msgid("People"),
    "workbook.sheet.instructions": msgid("Instructions"),
    "workbook.sheet.lists": msgid("Drop-down lists"),
    "workbook.village_code": msgid("Village code"),
    "workbook.head_name": msgid("Name of the head (not imported)"),
    "workbook.errors": msgid("What is to be corrected"),
    "workbook.yes": msgid("Yes"),
    "workbook.no": msgid("No"),
    "workbook.told.keys": msgid(
        "A household is known by the code of its village (12 digits) and its number; a person by the identity number, "
        "or by name and date of birth within the household."
    ),
    "workbook.told.required": msgid("Columns marked with * are needed for a new household or a new person."),
    "workbook.told.empty": msgid(
        "An empty cell leaves what is on file as it is. Nothing is ever deleted by an import."
    ),
    "workbook.told.masked": msgid("A masked number (with asterisks) leaves the number on file as it is."),
    "workbook.told.text": msgid(
        "All columns are formatted as text. Identity numbers, telephones and accounts that were typed as numbers are "
        "refused: Excel keeps only fifteen digits of a number."
    ),
    "workbook.told.lists": msgid(
        "Choose from the list of a cell where there is one. Chinese and English words are read, and codes of the form."
    ),
    "workbook.told.days": msgid("Days as year-month-day, such as 2018-03-09."),
    "workbook.told.formulas": msgid("Formulas are not read: copy such cells and paste them as values."),
    "workbook.told.head": msgid(
        "Every household has exactly one person whose relation to the head is “head of household”."
    ),
    "workbook.told.approved": msgid(
        "Facts that a decision rests on are not changed at once in an approved household: the import proposes a "
        "correction, which somebody else decides. Births, deaths, marriages and moves are acts on the household's page."
    ),
    "workbook.told.village": msgid("Code of your village: %(code)s"),
    "reason.workbook_of_another_kind": msgid(
        "This is no workbook of the kind that its name says. Save it as .xlsx, .xls or .csv and upload it again."
    ),
    "reason.workbook_unreadable": msgid("The file is damaged: open it in Excel or WPS, save it and upload it again."),
    "reason.workbook_encrypted": msgid("The file is protected by a password. Save it without one."),
    "reason.workbook_macros": msgid("The file holds macros. Save it as an ordinary workbook (.xlsx)."),
    "reason.workbook_bomb": msgid(
        "Unpacked, the file would be far larger than any list of households. It is not opened."
    ),
    "reason.workbook_entities": msgid("The file holds references to something outside of it. It is not opened."),
    "reason.workbook_formulas": msgid(
        "The file holds formulas (the first in cell %(cell)s). Copy these cells and paste them as values."
    ),
    "reason.workbook_too_many_sheets": msgid(
        "The file has more than %(most)s sheets. Remove those that do not belong here."
    ),
    "reason.workbook_too_wide": msgid(
        "The sheet %(sheet)s has cells beyond column %(most)s. Delete the empty columns."
    ),
    "reason.workbook_too_long": msgid(
        "The sheet %(sheet)s has more than %(most)s rows, with the empty ones. Delete empty rows, or divide the file."
    ),
    "reason.workbook_too_large": msgid("The file takes too much memory or time to read. Divide it."),
    "reason.workbook_no_sheet": msgid(
        "No sheet has the headings of the template: at least village code, number of the household and one fact."
    ),
    "reason.workbook_heading_twice": msgid("The heading %(heading)s stands twice on the sheet %(sheet)s."),
    "reason.workbook_empty": msgid("The file holds no row below its headings."),
    "reason.workbook_failed": msgid("The file could not be read: %(problem)s."),
    "reason.register_changed_since": msgid(
        "The register changed since the preview. This is a new preview: look at it and confirm it again."
    ),
    "reason.number_where_text": msgid(
        "The cell holds a number, of which Excel keeps only fifteen digits. Format it as text and type it anew."
    ),
    "reason.day_as_number": msgid("The cell holds a number. Write the day as year-month-day, such as 2018-03-09."),
    "reason.day_where_text": msgid("The cell holds a date or time. Format it as text and type it anew."),
    "reason.truth_where_text": msgid("The cell holds true or false. Format it as text and type it anew."),
    "reason.village_not_yours": msgid("This village does not exist, or lies outside your jurisdiction."),
    "reason.household_key_missing": msgid("Village code and number of the household are needed."),
    "reason.household_twice": msgid("The household stands in row %(row)s already."),
    "reason.person_twice": msgid("The person stands in row %(row)s already."),
    "reason.household_unknown": msgid("There is no such household, neither on file nor on the sheet of households."),
    "reason.household_row_bad": msgid("The household's own row %(row)s is to be corrected first."),
    "reason.household_without_head": msgid("The household would have no head."),
    "reason.household_with_two_heads": msgid("The household would have more than one head."),
    "reason.household_dissolved": msgid("The household ceased to exist."),
    "reason.person_has_left": msgid("The person has left the household."),
    "reason.person_ambiguous": msgid("Several people of the household fit. Add the identity number."),
    "reason.person_joins_by_act": msgid(
        "The household is approved: a person joins it by an act (birth, marriage, moving in) on its page."
    ),
    "reason.identity_on_file": msgid("This number is on file already, in household %(number)s of %(village)s."),
    "reason.identity_on_file_elsewhere": msgid("This number is on file already, outside your jurisdiction."),
    "reason.masked_number_unknown": msgid("A masked number can only stand for the one that is on file."),
    "reason.birth_differs_from_identity": msgid("The date of birth differs from the identity number."),
    "reason.sex_differs_from_identity": msgid("The sex differs from the identity number."),
    "reason.import_not_previewed": msgid("There is nothing to confirm: the import was confirmed or withdrawn already."),
    "reason.import_reason_missing": msgid(
        "Write what the changes rest on; it stands in the history of every household."
    ),
    "reason.import_preview_outdated": msgid("The preview was made anew meanwhile. Look at it before you confirm it."),
    "reason.import_nothing_to_do": msgid("Nothing would change."),
    "reason.import_no_file": msgid("Choose a file."),
    "reason.import_of_somebody_else": msgid("Only who uploaded the file confirms or withdraws it."),
    "reason.export_reason_missing": msgid("Write why the full numbers are needed."),
    "reason.export_full_not_yours": msgid("Your post does not export full numbers of these places."),
}
