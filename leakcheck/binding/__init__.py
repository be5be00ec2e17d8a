"""Which column plays which role, and why."""
