"""How the demonstration's households fill in their papers: the answers of each form, from what they were drawn with."""

from dataclasses import replace
from typing import Any

from service.demonstration.seeds import SUBSISTENCE_POOR, HouseholdSeed, IncomeSeed, PoorSeed

CRITERIA = ("food", "clothing", "education", "medical", "housing", "water")


def visit(findings: str) -> dict[str, Any]:
    """Two people's visit with what they found."""
    return {"visitors": ["程远志", "苏小禾"], "findings": findings}


def five_clears(home: HouseholdSeed, poor: PoorSeed) -> dict[str, Any]:
    """五清 of a household, as far as the register does not answer it."""
    return {
        "income": "捕捞、养殖、务工收入及政策性补贴",
        "measures": "；".join(measure.text for measure in poor.measures),
        "target": f"{poor.planned_exit_year}年脱贫",
    }


def plan(home: HouseholdSeed, poor: PoorSeed) -> dict[str, Any]:
    """The plan with its year and the handbook's number."""
    return {
        "planned_exit_year": poor.planned_exit_year,
        "handbook_number": f"演示-{home.number:03}",
        "plan": "；".join(measure.text for measure in poor.measures),
    }


def first_plan(home: HouseholdSeed, poor: PoorSeed) -> dict[str, Any]:
    """The plan of 2015: for the subsistence household a year too early, as it turned out."""
    early = poor.class_code == SUBSISTENCE_POOR
    return plan(home, replace(poor, planned_exit_year=poor.planned_exit_year - 1) if early else poor)


def measure(poor: PoorSeed, place: int) -> dict[str, Any]:
    """One measure of the household's, by its place."""
    measure = poor.measures[place]
    return {"measure_kind": measure.kind, "measure": measure.text, "amount": ""}


def worksheet(home: HouseholdSeed, income: IncomeSeed) -> dict[str, Any]:
    """The year's income worksheet."""
    return {
        "wages": f"{income.wages}.00",
        "business": f"{income.business}.00",
        "transfer": f"{income.transfer}.00",
        "property_income": f"{income.property_income}.00",
        "costs": f"{income.costs}.00",
        "persons": home.size,
    }


def criteria(home: HouseholdSeed, poor: PoorSeed) -> dict[str, Any]:
    """The household's criteria, all met, each with its evidence."""
    return {
        "met": list(CRITERIA),
        "evidenced": list(CRITERIA),
        "actual": dict.fromkeys(CRITERIA, "入户核查，已实现"),
        "evidence": dict.fromkeys(CRITERIA, "入户核查照片（演示）"),
    }
