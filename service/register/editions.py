"""The editions of the registration forms: which code of a form stands for a name of the register, and which question.

A later edition is one more entry here, never a migration: the register stores its own names. Sources: the form of 2014
(国开办发〔2014〕24号) as public programs carry its code tables; GB/T 2261.1 (sex); GB/T 3304 (ethnicity).
"""

from collections.abc import Mapping
from typing import Final

NEWEST: Final = "2014"
"""The edition that templates and exports speak."""

EDITIONS: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = {
    "2014": {
        "cause": {
            "illness": "01",
            "disability": "02",
            "schooling": "03",
            "disaster": "04",
            "lack_of_land": "05",
            "lack_of_water": "06",
            "lack_of_skills": "07",
            "lack_of_labour": "08",
            "lack_of_funds": "09",
            "poor_roads": "10",
            "lack_of_drive": "11",
            "marriage": "12",
            "other": "99",
        },
        "household_class": {
            "ordinary_poor": "1",
            "subsistence": "2",
            "five_guarantees": "3",
            "subsistence_poor": "4",
            "ordinary_farm": "5",
            "five_guarantees_poor": "6",
        },
        "standard": {
            "national": "1",
            "provincial": "2",
            "municipal": "3",
        },
        "relation": {
            "head": "01",
            "spouse": "02",
            "son": "03",
            "daughter": "04",
            "daughter_in_law": "05",
            "son_in_law": "06",
            "sons_son": "07",
            "sons_daughter": "08",
            "daughters_son": "09",
            "daughters_daughter": "10",
            "father": "11",
            "mother": "12",
            "wifes_father": "13",
            "wifes_mother": "14",
            "husbands_father": "15",
            "husbands_mother": "16",
            "fathers_father": "17",
            "fathers_mother": "18",
            "mothers_father": "19",
            "mothers_mother": "20",
            "other": "99",
        },
        "education": {
            "illiterate": "01",
            "primary": "02",
            "junior_middle": "03",
            "senior_middle": "04",
            "college": "05",
            "below_school_age": "06",
        },
        "schooling": {
            "not_at_school": "01",
            "preschool": "02",
            "primary": "03",
            "grade_7": "04",
            "grade_8": "05",
            "grade_9": "06",
            "senior_1": "07",
            "senior_2": "08",
            "senior_3": "09",
            "vocational_1": "10",
            "vocational_2": "11",
            "vocational_3": "12",
            "higher_vocational_1": "13",
            "higher_vocational_2": "14",
            "higher_vocational_3": "15",
            "college": "16",
        },
        "health": {
            "healthy": "01",
            "chronically_ill": "02",
            "seriously_ill": "03",
            "disabled": "04",
        },
        "labour": {
            "able": "01",
            "skilled": "02",
            "labour_lost": "03",
            "no_labour": "04",
        },
        "working_area": {
            "township": "01",
            "county": "02",
            "province": "03",
            "elsewhere": "04",
            "other": "99",
        },
        "sex": {
            "male": "1",
            "female": "2",
            "unknown": "0",
            "not_stated": "9",
        },
        "ethnicity": {
            "han": "01",
            "mongol": "02",
            "hui": "03",
            "tibetan": "04",
            "uyghur": "05",
            "miao": "06",
            "yi": "07",
            "zhuang": "08",
            "bouyei": "09",
            "korean": "10",
            "manchu": "11",
            "dong": "12",
            "yao": "13",
            "bai": "14",
            "tujia": "15",
            "hani": "16",
            "kazak": "17",
            "dai": "18",
            "li": "19",
            "lisu": "20",
            "va": "21",
            "she": "22",
            "gaoshan": "23",
            "lahu": "24",
            "sui": "25",
            "dongxiang": "26",
            "naxi": "27",
            "jingpo": "28",
            "kirgiz": "29",
            "tu": "30",
            "daur": "31",
            "mulao": "32",
            "qiang": "33",
            "blang": "34",
            "salar": "35",
            "maonan": "36",
            "gelao": "37",
            "xibe": "38",
            "achang": "39",
            "pumi": "40",
            "tajik": "41",
            "nu": "42",
            "uzbek": "43",
            "russ": "44",
            "ewenki": "45",
            "deang": "46",
            "bonan": "47",
            "yugur": "48",
            "gin": "49",
            "tatar": "50",
            "derung": "51",
            "oroqen": "52",
            "hezhen": "53",
            "monba": "54",
            "lhoba": "55",
            "jino": "56",
        },
    }
}
"""Code by edition, table and own name. Tables without codes in an edition are written out in words there."""


def form_code(table: str, name: str, edition: str = NEWEST) -> str | None:
    """The code of a name in an edition; None where the form has none."""
    return EDITIONS[edition].get(table, {}).get(name)


def own_name(table: str, code: str, edition: str = NEWEST) -> str:
    """The register's name of an edition's code; what is no code of it, such as an own name, comes back as it is.

    Papers filed before the register had names of its own hold codes of 2014; they are never rewritten, only read.
    """
    return _NAMES[edition].get(table, {}).get(code, code)


_NAMES: Final = {
    edition: {table: {code: name for name, code in codes.items()} for table, codes in tables.items()}
    for edition, tables in EDITIONS.items()
}
