"""Objections to a publicity: lodged, screened, decided by the level above the poster, appealed once, withdrawn.

Accepted and undecided, or under appeal, an objection blocks its record. Who may do what: powers.py; the acts: acts.py.
"""
