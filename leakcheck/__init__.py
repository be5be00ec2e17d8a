"""leakcheck: does a leak sample look like an extract of a real register, or made up?"""

__version__ = "0.1.0"
