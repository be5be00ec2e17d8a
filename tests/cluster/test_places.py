"""A URI is one file that fsspec brings; what its address holds beside the file's name is shown nowhere."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from leakcheck.cluster.places import name_of, opened, size_of, state_of, stream_of, told
from leakcheck.errors import SourceError, UsageError

fsspec = pytest.importorskip("fsspec", reason="the extra cluster is not installed")
SIGNED = "https://user:word@store.example/a/people.csv?X-Signature=hidden#part"


def test_a_path_is_left_to_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a\n")
    with opened(str(path)) as place:
        assert place == (str(path), None)
    assert (name_of(str(path)), told(str(path)), size_of(str(path))) == ("a.csv", str(path), 2)
    assert size_of(str(tmp_path / "absent")) == 0


def test_a_uri_is_a_stream_under_the_files_name() -> None:
    with fsspec.filesystem("memory").open("/set/a [1]*.csv", "wb") as file:
        file.write(b"0123456789")
    uri = "memory://set/a [1]*.csv"
    with opened(uri) as (name, stream):
        assert name == "a [1]*.csv"
        assert stream is not None
        assert [stream.read(4), stream.read(400), stream.read(4)] == [b"0123", b"456789", b""]
    with stream_of(uri) as stream:
        assert stream.seek(-3, 2) == 7
        assert stream.read(10) == b"789"
        assert state_of(stream) is None
    assert size_of(uri) is None


def test_what_a_uri_hides_is_not_shown() -> None:
    assert name_of(SIGNED) == told(SIGNED) == "people.csv"
    with pytest.raises((SourceError, UsageError)) as raised, opened(SIGNED):
        pytest.fail("it was opened")
    shown = f"{raised.value.message} {raised.value.hint}"
    assert not [word for word in ("user", "word", "hidden", "store") if word in shown]


@pytest.mark.parametrize(
    ("uri", "code"),
    [
        ("memory://absent.csv", "LC201"),
        ("file:///", "LC201"),
        ("nosuch://a.csv", "LC102"),
        ("memory://a*.csv", "LC201"),
        ("simplecache::memory://a.csv", "LC201"),
    ],
)
def test_what_is_no_file_is_refused(uri: str, code: str) -> None:
    with pytest.raises((SourceError, UsageError)) as raised, stream_of(uri):
        pytest.fail("it was opened")
    assert raised.value.code == code


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(UsageError, match="s3:// needs a library") as raised, opened("s3://bucket/a.csv"):
        pytest.fail("it was opened")
    assert raised.value.code == "LC111"


def test_a_failing_read_is_told_without_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing:
        def open(self, *_: object, **__: object) -> object:
            return self

        def read(self, _: int) -> bytes:
            raise RuntimeError("secret address")

        def close(self) -> None:
            pass

        def _strip_protocol(self, path: str) -> str:
            return path

    monkeypatch.setattr(fsspec, "filesystem", lambda _: Failing())
    with opened("s3://b/a.csv") as (_, file):
        assert file is not None
        with pytest.raises(SourceError, match=r"^cannot read a\.csv \(RuntimeError\)$"):
            file.read(10)
