"""What was seen of a part of a set, kept in a file until it is put together with the others (`leakcheck merge`).

The file is for its owner alone (mode 0600) and says so: its states hold no value of a record, and still somebody who
has the key can ask them whether they know a number. Its first line is for people, its second is a header in JSON, the
rest is packed (`engine.pack`) and sealed: with the key file where there is one, with a plain hash where there is none.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from leakcheck import __version__
from leakcheck.engine.pack import UnpackableError, pack, unpack
from leakcheck.errors import SourceError
from leakcheck.model.evidence import Failed
from leakcheck.pipeline.files import whole_file, why
from leakcheck.pipeline.observed import Observed
from leakcheck.pipeline.secret import Secret
from leakcheck.pipeline.settings import Settings
from leakcheck.plugins import available, packages

FORMAT: Final = 1  # of the file; goes up where its layout changes
LINE: Final = b"leakcheck part, TLP:RED: no report, and not to be passed on; put together by: leakcheck merge\n"
_MOST_HEADER: Final = 1 << 16
_MOST_BODY: Final = 1 << 32  # bytes unpacked: a hundred times the largest state


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file holds: what was seen under which settings, and the mark of the key that it was hashed under.

    `extra` is whatever else a program keeps with it; None in a finished part.
    """

    settings: Settings
    seen: Observed | None
    key: str
    extra: Any = None


def write_part(path: str, settings: Settings, seen: Observed | None, secret: Secret, extra: object = None) -> None:
    """Keep what was seen. OutputError LC401 where the file cannot be written."""
    body, mark = zlib.compress(pack((asking(settings), seen and packable(seen), extra)), 1), secret.key().mark()
    seal = _seal(secret if secret.shared else None, mark, body)
    header = {"format": FORMAT, "leakcheck": __version__, "key": mark, "sealed": secret.shared, "seal": seal}
    with whole_file(path) as file:
        file.write(LINE + json.dumps(header).encode() + b"\n" + body)


def read_part(path: str, secret: Secret | None) -> Kept:
    """What a part holds.

    SourceError LC213 where it is none, is damaged, was made by another version or under another key.
    """
    try:
        with Path(path).open("rb") as file:
            if file.readline(len(LINE)) != LINE:
                raise _refused(path, "is no part", "parts are made by: leakcheck score SAMPLE --partial FILE")
            header, body = json.loads(file.readline(_MOST_HEADER)), file.read()
            told, version, mark, sealed, seal = (header[k] for k in ("format", "leakcheck", "key", "sealed", "seal"))
    except OSError as error:
        raise _refused(path, f"cannot be read: {why(error)}") from None
    except (ValueError, KeyError, TypeError):
        raise _refused(path, "is damaged", "make it again") from None
    if told != FORMAT or version != __version__:
        raise _refused(path, f"was made by another version than {__version__}", "make all parts with one version")
    if sealed and secret is None:
        raise _refused(path, "was made under a key", "give the same --key-file")
    if sealed and secret is not None and mark != secret.key().mark():
        raise _refused(path, "was made under another key, or on a machine that hashes otherwise")
    if not hmac.compare_digest(str(seal), _seal(secret if sealed else None, str(mark), body)):
        raise _refused(path, "is damaged, or was changed", "make it again")
    available()  # their modules hold the classes of states
    try:
        settings, seen, extra = unpack(_inflated(body), packages())
    except (UnpackableError, zlib.error, ValueError, TypeError):
        raise _refused(path, "is damaged", "make it again") from None
    if not isinstance(settings, Settings) or not isinstance(seen, Observed | None):
        raise _refused(path, "is damaged", "make it again")
    return Kept(settings, seen, str(mark), extra)


def asking(settings: Settings) -> Settings:
    """The settings that what is seen depends on; how it is judged and shown is settled where a report is made."""
    plain = Settings()
    return replace(
        settings,
        prior=plain.prior,
        mask_labels=plain.mask_labels,
        min_cell=plain.min_cell,
        gate=plain.gate,
        min_validators=plain.min_validators,
        handling=plain.handling,
        reproducible=plain.reproducible,
        label=None,
        threads=None,
        read=replace(settings.read, timeout=None, batch_bytes=plain.read.batch_bytes),
    )


def packable(seen: Observed) -> Observed:
    """The same with Failed in place of a state that cannot be kept: a plugin's, if it holds what no state may hold."""
    states = {id_: _kept(id_, state) for id_, state in seen.part.states.items()}
    return replace(seen, part=replace(seen.part, states=states))


def _kept(validator: str, state: object) -> object:
    if "/" not in validator:
        return state
    try:
        pack(state)
    except UnpackableError as error:
        return Failed(validator, type(error).__name__)
    return state


def _seal(secret: Secret | None, mark: str, body: bytes) -> str:
    data = f"{FORMAT}\n{__version__}\n{mark}\n".encode() + body
    return secret.seal(data) if secret else hashlib.sha256(data).hexdigest()


def _inflated(body: bytes) -> bytes:
    opened = zlib.decompressobj()
    data = opened.decompress(body, _MOST_BODY)
    if not opened.eof:
        raise ValueError
    return data


def _refused(path: str, what: str, hint: str | None = None) -> SourceError:
    return SourceError("LC213", f"{path!a} {what}", hint)
