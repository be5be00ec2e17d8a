"""The only module a plugin imports."""
