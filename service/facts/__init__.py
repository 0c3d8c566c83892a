"""Facts: gathers the Case that guards look at, for one record or a thousand in the same few queries.

Each file answers one Need of workflows/case.py; gather() asks only for what the guards of the step declare.
"""
