"""The straight line: a file in, a report out."""
