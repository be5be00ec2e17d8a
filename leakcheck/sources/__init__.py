"""Bytes to batches of text columns, with an account of every record."""
