"""Pure polars expressions that know nothing of roles or records."""
