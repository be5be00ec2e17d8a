"""The report as one HTML file for a reader who was not there: no script, nothing from outside, made to be printed."""

from leakcheck.render.html.document import render
from leakcheck.render.html.fragment import fragment

__all__ = ["fragment", "render"]
