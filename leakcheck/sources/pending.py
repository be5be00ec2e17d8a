"""Text that was read and not yet taken: a record of many pieces is put together once, not at each of them."""

from __future__ import annotations

from typing import Generic, TypeVar

Text = TypeVar("Text", str, bytes)


class Pending(Generic[Text]):
    """Pieces in their order. `size` is their length together, in bytes or characters."""

    def __init__(self, nothing: Text) -> None:
        self._nothing: Text = nothing
        self._pieces: list[Text] = []
        self.size = 0

    def add(self, piece: Text) -> None:
        """Keep `piece` as well."""
        if piece:
            self._pieces.append(piece)
            self.size += len(piece)

    def taken(self) -> Text:
        """All of it; nothing is left."""
        whole = self._pieces[0] if len(self._pieces) == 1 else self._nothing.join(self._pieces)
        self._pieces, self.size = [], 0
        return whole
