"""The history: how an entry is hashed and chained (leaf.py), erased (erasure.py) and proved (verify.py).

Entries are written by service/moving.py in the transaction of the step, and nowhere else.
"""
