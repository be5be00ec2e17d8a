"""Named derived columns, worked out once a batch; text out of a record goes no further than here."""
