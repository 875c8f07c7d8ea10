"""All reports of 64 institutions with 20,000 acts in a process of their own: memory and size are held, the time is shown."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_WORK = """
import resource, sys, time
from pathlib import Path
from reports.files import write_reports
from reports.masking import masked
from tests.reports import sample
from tests.reports.district import Size, district
data = district(Size(64, 20_000))
began, spent = time.perf_counter(), time.process_time()
write_reports(masked(data), sample.programme(), Path(sys.argv[1]))
print(time.perf_counter() - began, time.process_time() - spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


@pytest.mark.slow
def test_a_large_district_in_bounds(tmp_path: Path) -> None:
    made = subprocess.run([sys.executable, "-c", _WORK, str(tmp_path)], capture_output=True, text=True, check=True, timeout=280)
    seconds, processor, megabytes = map(float, made.stdout.split())
    size = sum(path.stat().st_size for path in (tmp_path / "report").rglob("*") if path.is_file())
    print(  # noqa: T201 - the figures are what the slow test is run for
        f"\nreports of 64 institutions, 20,000 acts: {seconds:.1f} s ({processor:.1f} s of processor), {megabytes:.0f} MB, report/ {size / 1e6:.2f} MB")
    assert megabytes < 500
    assert size < 2_000_000
