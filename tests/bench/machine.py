"""What a process has used, and on what machine: read from Linux's /proc."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import subprocess
from pathlib import Path

import streamlit

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """Seconds of CPU that the process and its threads have used so far, its children not counted."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    # The name of the program stands in brackets and may hold anything.
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def rss_mb(pid: int) -> float:
    """Resident memory of the process now, in MB of 2**20 bytes."""
    return _status_mb(pid, "VmRSS")


def own_mb(pid: int) -> float:
    """The same without pages of files, which Linux shares and takes back: the database is mapped."""
    return _status_mb(pid, "RssAnon")


def _status_mb(pid: int, name: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"process {pid} has no memory")


def machine() -> dict[str, str]:
    """The machine and the programs that the figures depend on; no name and no path of it."""
    return {
        "cores": str(os.cpu_count()),
        "cpu": _cpu_model(),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "streamlit": streamlit.__version__,
        "chromium": _chromium(),
    }


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "unknown"


def _chromium() -> str:
    found = shutil.which("chromium")
    if found is None:
        return "Playwright's own"
    shown = subprocess.run([found, "--version"], capture_output=True, text=True, check=True)
    return next((word for word in shown.stdout.split() if word[:1].isdigit()), "unknown")
