"""The envelopes Elasticsearch and its dump tools put around a record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from leakcheck.sources.json_values import Fields, is_object

SOURCE: Final = "_source"
KEPT: Final = "_id"  # says in which order and by whom a record was made
ENVELOPE: Final = frozenset(
    {"_index", "_type", "_score", "_version", "_seq_no", "_primary_term", "_routing", "_ignored", "sort", "fields",
     "highlight", "found", "_parent"}
)  # fmt: skip
RECORD_ARRAYS: Final = (  # where the answers of search engines and other services hold their records
    *(("hits", "hits"), ("data",), ("records",), ("rows",), ("results",), ("items",)),
)


def wrapped(records: Sequence[Fields]) -> bool:
    """Do most of the records stand in an envelope?"""
    inside = sum(1 for item in records if is_object(item.get(SOURCE)) and ("_id" in item or "_index" in item))
    return inside > len(records) / 2
