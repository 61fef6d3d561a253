"""What this process may use of the machine: CPUs and memory, container limits included."""

from __future__ import annotations

import math
import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

_CGROUP_ROOT = Path("/sys/fs/cgroup")
_PROC = Path("/proc")


def usable_cpus() -> int:
    """How many CPUs this process can keep busy: the affinity mask, cut by the cgroup's quota. At least 1."""
    try:
        cpus = len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        cpus = os.cpu_count() or 1
    return max(1, min([cpus, *(math.ceil(quota) for quota in _cpu_quotas(_CGROUP_ROOT, _PROC))]))


def memory_limit_bytes() -> int:
    """Bytes of memory this process may use: the machine's, cut by the cgroup's limit."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min([physical, *_memory_limits(_CGROUP_ROOT, _PROC)])


def limit_own_memory(more_bytes: int) -> None:
    """Let this process allocate so much more memory than it has now; then its allocations fail. On Linux only."""
    if sys.platform != "linux":
        return
    status = _read(_PROC / "self" / "status").splitlines()
    used = next((int(line.split()[1]) * 1024 for line in status if line.startswith("VmData:")), 0)
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = used + more_bytes
    limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def _cpu_quotas(cgroup_root: Path, proc: Path) -> Iterator[float]:
    """CPU quotas (in CPUs) of the process's cgroups and of their ancestors, v2 and v1."""
    for folder in _cgroup_folders(cgroup_root, proc, controller="cpu"):
        quota, _, period = _read(folder / "cpu.max").partition(" ")  # v2: "200000 100000", "max 100000"
        if not quota:  # v1
            quota, period = _read(folder / "cpu.cfs_quota_us"), _read(folder / "cpu.cfs_period_us")
        if quota.isdigit() and period.isdigit() and int(period) > 0 and int(quota) > 0:
            yield int(quota) / int(period)


def _memory_limits(cgroup_root: Path, proc: Path) -> Iterator[int]:
    """Memory limits in bytes of the process's cgroups and of their ancestors, v2 and v1."""
    for folder in _cgroup_folders(cgroup_root, proc, controller="memory"):
        for name in ("memory.max", "memory.high", "memory.limit_in_bytes"):
            limit = _read(folder / name)
            if limit.isdigit() and int(limit) > 0:
                yield int(limit)


def _cgroup_folders(cgroup_root: Path, proc: Path, controller: str) -> Iterator[Path]:
    """Folders that may hold a limit of this process: its own cgroup and every ancestor of it.

    Inside a container the path in /proc/self/cgroup can be the host's, which does not exist below the root
    that the container sees; the container's root then holds the limit, and it is always among the answers.
    """
    for line in _read(proc / "self" / "cgroup").splitlines():
        hierarchy, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if hierarchy == "0" and not controllers:
            root = cgroup_root
        elif controller in controllers.split(","):
            root = cgroup_root / controllers
            if not root.is_dir():
                root = cgroup_root / controller
        else:
            continue
        folder = root / path.strip("/")
        while folder != root:
            yield folder
            folder = folder.parent
        yield root


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
