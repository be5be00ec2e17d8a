"""Settings for all tests: a property is right or wrong, not slow, on a machine that is busy with others."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("leakcheck", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("leakcheck")
