"""The demonstration: real places and plans, invented people, and their history made by the service's own steps."""
