"""Tests of the rules against tables that were written by hand from the description of the procedures."""
