"""``python -m tests.extractors_formats.fuzz``: damaged files of every format through the workers for as long as is said.

A fault is a worker that was lost (crash, hang, memory) or a document without a reason; the file that caused it is kept.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from extractors.limits import Limits, OcrMode
from extractors.model import ReadStatus
from extractors.workers import Job, WorkerPool
from tests.extractors_formats.test_mutations import damaged, originals

_SECONDS = 30.0
_MEGABYTES = 1500


def main() -> int:
    """Run until the time is up; 1 when there were faults."""
    parser = argparse.ArgumentParser(prog="python -m tests.extractors_formats.fuzz", description="Damages files and reads them.")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long (default 10)")
    parser.add_argument("--seed", type=int, default=0, help="the same seed damages alike")
    parser.add_argument("--keep", type=Path, default=Path("out/fuzz"), help="where files with faults are put")
    options = parser.parse_args()
    until = time.monotonic() + options.minutes * 60
    statuses: Counter[str] = Counter()
    faults = 0
    with tempfile.TemporaryDirectory() as folder, WorkerPool(None, _SECONDS, _MEGABYTES) as pool:
        given: dict[str, bytes] = {}
        for document in pool.map(_jobs(originals(Path(folder)), options.seed, until, given)):
            data = given.pop(document.path)
            statuses[document.status.value] += 1
            if document.status is ReadStatus.FAILED or (document.status is not ReadStatus.OK and not document.reason):
                faults += 1
                options.keep.mkdir(parents=True, exist_ok=True)
                (options.keep / document.path).write_bytes(data)
                sys.stdout.write(f"{document.path}: {document.status} {document.reason}\n")
    counted = ", ".join(f"{name} {number}" for name, number in statuses.most_common())
    sys.stdout.write(f"{sum(statuses.values())} files, {faults} faults, {counted}\n")
    return 1 if faults else 0


def _jobs(files: dict[str, bytes], seed: int, until: float, given: dict[str, bytes]) -> Iterator[Job]:
    limits = Limits(ocr=OcrMode.OFF, seconds=10, max_bytes=20_000_000, max_part=20_000_000, archive_bytes=20_000_000)
    number = 0
    while time.monotonic() < until:
        for name, data in files.items():
            number += 1
            path = f"{number:07}-{name}"
            given[path] = damaged(data, random.Random(f"{seed}:{number}"))
            yield Job(path, given[path], limits=limits)


if __name__ == "__main__":
    sys.exit(main())
