"""The yearly round: opened by a county, last year confirmed, households decided, the roll submitted and signed."""
