"""Counts in, numbers out; standard library only."""
