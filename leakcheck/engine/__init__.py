"""Bind, work out features, observe, merge, conclude."""
