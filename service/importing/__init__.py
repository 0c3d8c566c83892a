"""Imports: a workbook is read, shown as what it would change, confirmed by a person, applied whole or not at all."""
