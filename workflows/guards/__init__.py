"""What must hold for a step: pure functions from a Case to the reasons against it.

meeting.py and papers of a household: household.py · notices and their windows: publicity.py · the file at its end:
archive.py · villages and counties: places.py. A new condition goes where its subject is; a new fact goes into
workflows/case.py and service/facts.
"""
