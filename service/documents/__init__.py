"""Forms that are filed about a record (forms.py), how they are checked (filling.py) and stored (filing.py)."""
