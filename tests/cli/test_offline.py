"""On a machine without a route to anywhere everything works, and nothing tries to reach out."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.offline import addresses, can_isolate, outside, run_isolated
from tests.cli.office import DECISION, age, draw_slip


@pytest.fixture
def home() -> Iterator[Path]:
    """A data folder with a path short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="sohoa-test-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder) / "data"


@pytest.mark.slow
@pytest.mark.skipif(not can_isolate(), reason="this account may not make a network namespace (unshare --net)")
def test_digitises_and_searches_without_a_network(home: Path, tmp_path: Path) -> None:
    draw_slip(DECISION).save(tmp_path / "scan.png", dpi=(200, 200))
    age(tmp_path)
    trace = tmp_path / "trace" if shutil.which("strace") else None
    script = f"$SOHOA digitise '{tmp_path / 'scan.png'}' && $SOHOA search 'quyết định' && $SOHOA status"
    done = run_isolated(script, home, trace)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "scan.png" in done.stdout
    assert "trang 1" in done.stdout
    if trace:
        found = addresses(trace)
        assert found["127.0.0.1"], "the trace saw the servers being asked"
        assert outside(found) == {}


def test_an_address_outside_would_be_seen(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    trace.write_text(
        '1 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.7")}, 16) = -1\n'
        '1 connect(3, {sa_family=AF_INET6, sin6_port=htons(443), inet_pton(AF_INET6, "2001:db8::7", &sin6_addr)}, 28)\n'
        '1 connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0\n'
        '1 connect(3, {sa_family=AF_UNIX, sun_path="/run/x"}, 110) = 0\n'
    )
    assert outside(addresses(trace)) == {"192.0.2.7": 1, "2001:db8::7": 1}
