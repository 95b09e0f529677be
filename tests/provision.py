"""Gives the tests a browser and what PDFs need, where that can be got: `python -m tests.provision`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

KNOWN = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "google-chrome", "chromium", "chromium-browser"]
LOG = Path("var/browser.log")
# The first draws no windows, which takes a third off the time. Debian's do not start for playwright without libatomic1,
# and draw no letters without a font.
BROWSERS, BESIDE_THEM = ["chromium-headless-shell", "chromium"], ["libatomic1", "fonts-dejavu-core"]
FOR_PDFS = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]
# A browser that keeps to itself: it looks for no update, and as root it cannot have a sandbox.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-site-isolation-trials",
    "--disable-features=IsolateOrigins,site-per-process,Translate,BackForwardCache,MediaRouter,OptimizationHints",
    "--disable-software-rasterizer",
    "--in-process-gpu",
]


def installed_browser():
    """Return the browser to use: what E2E_BROWSER names, else an installed one, else None for playwright's own."""
    named = os.environ.get("E2E_BROWSER")
    return named or next(filter(None, map(shutil.which, KNOWN)), None)


def start_and_stop():
    with sync_playwright() as driver:
        driver.chromium.launch(executable_path=installed_browser(), args=FLAGS).close()


def why_not():
    """Try the browser, apart from this process, which a driver that fails would spoil; return what it complained of."""
    trial = [sys.executable, "-c", "from tests.provision import start_and_stop; start_and_stop()"]
    outcome = subprocess.run(trial, capture_output=True, text=True)
    return outcome.stderr.strip() if outcome.returncode else ""


def run(*command):
    print("+", *command, flush=True)
    quietly = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=quietly)


def get_by_apt(packages):
    if os.geteuid() == 0 and Path("/etc/debian_version").exists():
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)


def get_browser_by_apt():
    for package in BROWSERS:
        if not shutil.which(package):
            get_by_apt([package, *BESIDE_THEM])
        if not why_not():
            break


def get_by_playwright():
    if not installed_browser():
        run(sys.executable, "-m", "playwright", "install", "chromium")


def can_make_pdfs():
    trial = [sys.executable, "-c", "import weasyprint"]
    return subprocess.run(trial, capture_output=True).returncode == 0


def provide_libraries():
    if not can_make_pdfs():
        get_by_apt(FOR_PDFS)
        if not can_make_pdfs():
            sys.exit(
                f"No libraries for PDFs: install {' '.join(FOR_PDFS)} (Debian, Ubuntu), or run `make test-lite`, which "
                "leaves out PDFs where they cannot be made, the browser and PostgreSQL."
            )


def provide_browser():
    """Get the best that can be got, unless one is named; say in one line what it came to."""
    if not os.environ.get("E2E_BROWSER"):
        get_browser_by_apt()
    problem = why_not()
    if problem and not os.environ.get("E2E_BROWSER"):
        get_by_playwright()
        problem = why_not()
    if problem:
        LOG.parent.mkdir(exist_ok=True)
        LOG.write_text(problem)
        sys.exit(
            f"No browser for the tests ({LOG} says what went wrong): install chromium, or name one in E2E_BROWSER, or "
            "run `make test-lite`, which leaves out the browser and PostgreSQL."
        )
    print(f"browser for the tests: {installed_browser() or 'the one of playwright'}")


if __name__ == "__main__":
    provide_libraries()
    provide_browser()
