"""Outcomes to a verdict."""
