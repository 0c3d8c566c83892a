"""Workbooks of the register: the template, how a file is read safely, and what is exported."""
