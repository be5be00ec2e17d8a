"""The secret that a key file holds: what persons are hashed under, and what parts are sealed with."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_bytes
from typing import Final, Self

from leakcheck.errors import UsageError
from leakcheck.features.key import Key
from leakcheck.pipeline.files import why

LEAST: Final = 16  # bytes: what cannot be guessed
MOST: Final = 1 << 16  # bytes: more is some other file
_SEAL: Final = b"leakcheck seals\0"  # parts what seals from what hashes
HINT: Final = "make one: head -c 32 /dev/urandom > FILE"


@dataclass(frozen=True, slots=True)
class Secret:
    """`shared` says that it comes from a file, so that other runs can have the same."""

    content: bytes = field(repr=False)
    shared: bool = True

    @classmethod
    def read(cls, path: str) -> Self:
        """The secret in a file. UsageError LC114 where there is none."""
        try:
            with Path(path).open("rb") as file:
                content = file.read(MOST + 1)
        except OSError as error:
            raise UsageError("LC114", f"cannot read the key file {path!a}: {why(error)}", HINT) from None
        if not LEAST <= len(content) <= MOST:
            size = f"over {MOST:,}" if len(content) > MOST else f"{len(content)}"
            raise UsageError("LC114", f"the key file {path!a} has {size} bytes, not {LEAST} to {MOST:,}", HINT)
        return cls(content)

    @classmethod
    def drawn(cls) -> Self:
        """One that nobody else has."""
        return cls(token_bytes(32), shared=False)

    def key(self) -> Key:
        """What persons are hashed under."""
        return Key.of(self.content)

    def seal(self, data: bytes) -> str:
        """What whoever lacks the secret cannot make for other data."""
        return hmac.new(hashlib.sha256(_SEAL + self.content).digest(), data, hashlib.sha256).hexdigest()
