"""Seeded synthetic samples, each marked as such."""
