"""Limits of containers, read from folders laid out as the kernel does."""

from pathlib import Path

import pytest

from codegraph_dagster.resources import _cpu_quotas, _memory_limits, memory_limit_bytes, usable_cpus


def lay_out(folder: Path, files: dict[str, str]) -> tuple[Path, Path]:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return folder / "cgroup", folder / "proc"


@pytest.mark.parametrize(
    ("files", "cpus", "memory"),
    [
        pytest.param(
            {
                "proc/self/cgroup": "0::/a/b\n",
                "cgroup/a/b/cpu.max": "150000 100000\n",
                "cgroup/a/cpu.max": "max 100000\n",
                "cgroup/a/memory.max": "1000000\n",
                "cgroup/a/b/memory.max": "max\n",
            },
            [1.5],
            [1000000],
            id="version 2, limits at two levels",
        ),
        pytest.param(
            {
                "proc/self/cgroup": "0::/not/visible/here\n",
                "cgroup/cpu.max": "200000 100000",
                "cgroup/memory.high": "7",
            },
            [2.0],
            [7],
            id="version 2, inside a container",
        ),
        pytest.param(
            {
                "proc/self/cgroup": "3:memory:/x\n2:cpu,cpuacct:/x\n",
                "cgroup/cpu,cpuacct/x/cpu.cfs_quota_us": "300000",
                "cgroup/cpu,cpuacct/x/cpu.cfs_period_us": "100000",
                "cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1",
                "cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000",
                "cgroup/memory/x/memory.limit_in_bytes": "5000",
            },
            [3.0],
            [5000],
            id="version 1",
        ),
        pytest.param({}, [], [], id="no cgroups"),
    ],
)
def test_limits_of_control_groups(tmp_path: Path, files, cpus, memory):
    cgroup, proc = lay_out(tmp_path, files)
    assert list(_cpu_quotas(cgroup, proc)) == cpus
    assert list(_memory_limits(cgroup, proc)) == memory


def test_this_machine():
    assert usable_cpus() >= 1
    assert memory_limit_bytes() > 2**20
