"""`python -m bench.offline`: digitises and searches on a machine without any network, and counts every address asked.

The command line and its servers run in a network namespace of their own that holds nothing but a loopback interface;
strace writes down every address that any of their processes connects or sends to. Needs `unshare` with the right to
use it and, for the addresses, `strace`.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMESPACE = ("unshare", "--net", "--mount-proc", "--pid", "--fork", "--kill-child")
INTERNET = re.compile(r'sin_addr=inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')
LOOPBACK = re.compile(r"127\.|::1$|::ffff:127\.|0\.0\.0\.0$|::$")


def can_isolate() -> bool:
    """Whether this account may make a network namespace and bring its loopback up."""
    if not shutil.which("unshare"):
        return False
    tried = subprocess.run([*NAMESPACE, "ip", "link", "set", "lo", "up"], capture_output=True, check=False)
    return tried.returncode == 0


def run_isolated(script: str, data: Path, trace: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a shell script with `$SOHOA` as the command line where nothing but loopback can be reached."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SOHOA_", "PREFECT_"))}
    environment = kept | {"SOHOA_DATA": str(data), "SOHOA": f"{sys.executable} {ROOT / 'sohoa.py'}"}
    whole = f"ip link set lo up && {{ {script}\n}}; status=$?; $SOHOA down >/dev/null; exit $status"
    tracer = ["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg", "-o", str(trace)] if trace else []
    command = [*NAMESPACE, *tracer, "sh", "-c", whole]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def addresses(trace: Path) -> Counter[str]:
    """How often each internet address stands in a trace of connect and send calls."""
    found: Counter[str] = Counter()
    with trace.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            found.update(next(filter(None, groups), "") for groups in INTERNET.findall(line))
    return found


def outside(found: Counter[str]) -> dict[str, int]:
    """Those that are not on this machine."""
    return {address: count for address, count in found.items() if not LOOPBACK.match(address)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=[ROOT / "samples" / "dossiers" / "04-van-thu.pdf"])
    paths = parser.parse_args().paths
    if not can_isolate():
        sys.exit("unshare --net is not permitted here")
    with tempfile.TemporaryDirectory(prefix="sohoa-offline-") as folder:
        Path(folder).chmod(0o711)
        trace = Path(folder) / "trace" if shutil.which("strace") else None
        scans = " ".join(f"'{path.resolve()}'" for path in paths)
        script = f'$SOHOA digitise {scans}; test $? -le 1 && $SOHOA search "quyết định"'
        done = run_isolated(script, Path(folder) / "data", trace)
        print(done.stdout, done.stderr, f"exit code {done.returncode}", sep="\n")
        found = addresses(trace) if trace else Counter()
        print("addresses:", dict(found), "outside:", outside(found) if trace else "not traced")
        sys.exit(done.returncode or bool(outside(found)))


if __name__ == "__main__":
    main()
