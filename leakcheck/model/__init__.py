"""Frozen values and closed words; standard library only."""
