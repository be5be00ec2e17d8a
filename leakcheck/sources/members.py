"""Which member of an archive is the sample. Names are labels: nothing is written to disk, so none is a path."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from leakcheck.errors import SourceError
from leakcheck.sources.naming import shown

MOST_MEMBERS: Final = 10_000
_OFFERED: Final = 3  # names in a hint
_LITTER: Final = re.compile(r"(?:.*/)?(?:__MACOSX/.*|\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)", re.DOTALL)
_BESIDE: Final = re.compile(  # what sellers and mirrors put beside the data
    r"(?i)(?:.*/)?(?:read_?me[^/]*|licen[cs]e[^/]*|[^/]*\.(?:nfo|md|url|html?|pdf|jpe?g|png|gif|webp|mp4|exe|sha\d*|md5))",
    re.DOTALL,
)
_ARCHIVES: Final = (
    *(b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\0"),
    *(b"BZh91AY", b"SQLite format 3\0", b"PAR1"),
)


def choose(names: Sequence[str], wanted: str | None, kind: str) -> tuple[int, str | None]:
    """The place of the member to read among `names`, and what of `wanted` is left for the format inside it.

    SourceError LC209 where there are several and none is named, LC204 where none is there.
    """
    data = [place for place, name in enumerate(names) if not _LITTER.fullmatch(name)]
    if wanted is not None:
        for member, marked, inner in ((wanted, "", ""), wanted.partition("!"), wanted.rpartition("!")):
            found = [place for place in data if member in {names[place], names[place].rpartition("/")[2]}]
            if len(found) == 1 and member:
                return found[0], inner if marked else None
    main = [place for place in data if not _BESIDE.fullmatch(names[place])]
    chosen = main if len(main) == 1 else data
    if len(chosen) == 1:
        return chosen[0], wanted
    if not chosen:
        raise SourceError("LC204", f"not tabular: the {kind} archive holds no file")
    offer = ", ".join(shown(names[place]) for place in (main or chosen)[:_OFFERED])
    if wanted is not None:
        raise SourceError("LC204", f"the {kind} archive holds no member of that name", f"members: {offer}")
    first = shown(names[(main or chosen)[0]])
    raise SourceError("LC209", f"archive holds {len(chosen):,} files", f"name one behind a !, as in FILE!{first}")


def refuse_nested(head: bytes, kind: str) -> None:
    """SourceError LC204 where a member is packed or a container itself."""
    if head.startswith(_ARCHIVES) or head[257:262] == b"ustar":
        raise SourceError(
            "LC204",
            f"not tabular: a packed file or database inside the {kind} archive",
            "unpack the outer archive first",
        )
