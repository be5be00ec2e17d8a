"""Which validators there are."""
