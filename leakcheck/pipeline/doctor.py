"""Is everything here that the program needs? What can be told without a sample, a terminal or a library."""

from __future__ import annotations

import os
import platform
import re
import stat
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from leakcheck import __version__
from leakcheck.model.checkup import Finding, State
from leakcheck.pipeline.clock import now
from leakcheck.pipeline.libraries import DISTRIBUTION, EXTRAS, REQUIRED, installed
from leakcheck.plugins import SWITCH, descriptions, switched_off
from leakcheck.plugins import installed as plugins
from leakcheck.reference.catalogue import Table, references, tables

# What a program needs that opens a connection. Libraries of ours may bring some of it along; nothing of ours asks.
_NETWORK: Final = re.compile(
    r"^\s*(?:import|from)\s+(?:socket|ssl|http|urllib|ftplib|smtplib|asyncio|requests|httpx|aiohttp|distributed|dask|fsspec)\b",
    re.MULTILINE,
)
_REACHING: Final = "leakcheck/cluster/"  # what reaches other machines, where --cluster asks for it


def checkup() -> Iterator[Finding]:
    """Every finding, group by group."""
    yield from _program()
    yield from _libraries()
    yield Finding("validators", "built in", str(len(descriptions())))
    yield from _plugins()
    yield from _references()
    yield from _limits()
    yield from _places()
    yield from _network(files("leakcheck"))


def _program() -> Iterator[Finding]:
    group = "program"
    yield Finding(group, "leakcheck", __version__)
    yield Finding(group, "python", f"{platform.python_version()} ({platform.python_implementation()})")
    yield Finding(group, "system", f"{platform.system().lower()}-{platform.machine()}")
    owners = sorted({told.dist.name for told in entry_points(group="console_scripts", name="leakcheck") if told.dist})
    strangers = [name for name in owners if name != DISTRIBUTION]
    if strangers:
        told = f"also claimed by {', '.join(strangers)}, which is another program"
        yield Finding(group, "command", told, State.FAULT, "pip uninstall it, or use python -m leakcheck")
    else:
        yield Finding(group, "command", f"from {DISTRIBUTION}" if owners else "not installed; run from its source")


def _libraries() -> Iterator[Finding]:
    for package in REQUIRED:
        found = installed(package)
        if found is None:
            yield Finding("libraries", package, "absent", State.FAULT, f"pip install {package}")
        else:
            yield Finding("libraries", package, found)
    for extra in EXTRAS:
        found = installed(extra.package)
        if found is None:
            told = f"absent; for {extra.use}"
            yield Finding("extras", extra.name, told, State.NOTE, f"pip install '.[{extra.name}]'")
        else:
            yield Finding("extras", extra.name, f"{extra.package} {found}, for {extra.use}")


def _plugins() -> Iterator[Finding]:
    """Each distribution that brings validators, with those that load; and each that does not, with the reason."""
    if switched_off():
        yield Finding("plugins", "all", f"left out by {SWITCH}", State.NOTE)
        return
    found = plugins()
    if not found:
        yield Finding("plugins", "all", "none is installed")
    loaded: dict[str, list[str]] = {}
    for plugin in found:
        if hasattr(plugin, "reason"):
            hint = "leakcheck explain LC601; the other validators work"
            yield Finding("plugins", plugin.id, plugin.reason, State.NOTE, hint)
        else:
            loaded.setdefault(plugin.origin, []).append(f"{plugin.id.rpartition('/')[2]} {plugin.name}")
    for origin, validators in loaded.items():
        yield Finding("plugins", origin, ", ".join(validators))


def _references() -> Iterator[Finding]:
    group = "reference tables"
    try:
        digests = {table.id: table.sha256 for table in references()}
    except OSError:
        yield Finding(group, "files", "a table cannot be read", State.FAULT, "install leakcheck anew")
        return
    for table in tables():
        yield Finding(group, table.id, f"{table.edition}, {age(table)}, sha256 {digests[table.id][:16]}")


def age(table: Table) -> str:
    """How old the facts of a table are: ``of this month``, ``5 months old``, ``36 years old``."""
    year, _, month = table.since.partition("-")
    today = now()
    months = 12 * (today.year - int(year)) + (today.month - int(month) if month else 0)
    if months < 1:
        return "of this month" if month else "of this year"
    count, unit = (months, "month") if months < 24 and month else (months // 12, "year")
    return f"{count} {unit}{'s' if count > 1 else ''} old"


def _limits() -> Iterator[Finding]:
    group = "limits"
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    yield Finding(group, "processors", str(processors))
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        yield Finding(group, "memory", _size(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")))
    try:
        import resource  # noqa: PLC0415  (POSIX only)
    except ImportError:
        return
    for name, limit in (("address space", resource.RLIMIT_AS), ("open files", resource.RLIMIT_NOFILE)):
        most, _ = resource.getrlimit(limit)
        unlimited = most == resource.RLIM_INFINITY
        yield Finding(group, name, "no limit" if unlimited else _size(most) if name != "open files" else f"{most:,}")
    core, _ = resource.getrlimit(resource.RLIMIT_CORE)
    dumped = core != 0
    yield Finding(group, "core dumps", "on" if dumped else "off", State.NOTE if dumped else State.OK)


def _places() -> Iterator[Finding]:
    group = "files"
    here = Path.cwd()
    if os.access(here, os.W_OK):
        yield Finding(group, "this folder", "can be written to")
    else:
        yield Finding(group, "this folder", "cannot be written to", State.NOTE, "give -o a path elsewhere")
    if os.name == "posix" and here.stat().st_mode & stat.S_IWOTH:
        told = "anybody may put files here, so settings files in it may be anybody's"
        yield Finding(group, "this folder", told, State.NOTE, "work in a folder of your own")
    yield Finding(group, "temporary files", "beside each report while it is written, readable by you alone; no others")
    if os.name == "posix" and os.geteuid() == 0:
        yield Finding(group, "user", "root", State.NOTE, "open what others wrote as a user who may do little")
    yield Finding(group, "names of files", f"{sys.getfilesystemencoding()}")


def _network(package: Traversable) -> Iterator[Finding]:
    """The program's own source, searched; the tests of the program prove the same of its imports."""
    sources = list(_sources(package))
    callers = [name for name, text in sources if _NETWORK.search(text) and not name.startswith(_REACHING)]
    if callers:
        told = f"{', '.join(callers[:3])} can open connections: this is not the program as published"
        yield Finding("network", "own code", told, State.FAULT, "install leakcheck anew, from a source that you trust")
    else:
        yield Finding("network", "own code", f"none in {len(sources)} files of leakcheck, its extra cluster aside")


def _sources(folder: Traversable, above: str = "leakcheck") -> Iterator[tuple[str, str]]:
    for place in folder.iterdir():
        if place.is_dir():
            yield from _sources(place, f"{above}/{place.name}")
        elif place.name.endswith(".py"):
            yield f"{above}/{place.name}", place.read_text("utf-8")


def _size(octets: int) -> str:
    return f"{octets >> 20:,} MiB"
