"""Rule tables: which row holds for a place and a day, and the arithmetic of periods."""
