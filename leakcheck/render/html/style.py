"""The style sheet, and the policy that lets it and nothing else in."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

# Traffic Light Protocol 2.0, FIRST 2022: what a recipient may do.
TLP: Final = {
    "TLP:RED": "For the eyes and ears of individual recipients only, no further disclosure.",
    "TLP:AMBER+STRICT": "Limited disclosure, restricted to the organization of the recipients.",
    "TLP:AMBER": "Limited disclosure, on a need-to-know basis within the organization and its clients.",
    "TLP:GREEN": "Limited disclosure within the community.",
    "TLP:CLEAR": "No limit on disclosure.",
}
_PAGE: Final = (
    "@page{{size:A4;margin:18mm 17mm 18mm;"
    '@top-right{{content:"{tlp}";font:600 8.5pt sans-serif}}'
    '@bottom-left{{content:"leakcheck: internal consistency cannot prove a sample genuine";font:7.5pt sans-serif}}'
    '@bottom-right{{content:counter(page) " / " counter(pages);font:7.5pt sans-serif}}}}\n'
)


def style(tlp: str) -> str:
    """The style sheet; on paper every page bears `tlp`, if it is one of the five words (a style cannot be escaped)."""
    return _sheet() + _PAGE.format(tlp=tlp if tlp in TLP else "")


@cache
def _sheet() -> str:
    return files(__package__).joinpath("style.css").read_text(encoding="utf-8")


def policy(sheet: str) -> str:
    """The content security policy under which a browser takes in `sheet`, and nothing else from anywhere."""
    digest = b64encode(sha256(sheet.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
