"""Places: the import of a table of division codes, and the part of it that the demonstration ships."""
