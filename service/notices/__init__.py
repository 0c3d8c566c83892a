"""Notices: what they say (drafting.py), when they are issued (issue.py), how they are printed (paper.py)."""
