"""Damaged returns: thousands of mutations of good forms, and every file must be accounted for.

python -m benchmarks.fuzz [N] [--seed 1] [--checked 100]

Bytes are flipped, cut out, inserted and swapped, in the file and in the inflated parts
of it. All are read as `midterm check` reads them, in workers; of those that could be
read, some are checked to the end. Nothing may raise, hang or use more than 1 GiB.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from benchmarks.forms import sample_catalogue
from benchmarks.measure import table
from samples.workspace import KEY, RETURNED_FOLDER
from schemas.catalogue import Catalogue
from validators.check import check, layouts
from validators.pool import Job, read_all
from validators.reader import RawReturn

MOST_MEMORY = 1024
Mutation = Callable[[bytes, random.Random], bytes]


@dataclass
class Outcome:
    """What became of the mutated files: code of the refusal ("" for read) → how many."""

    codes: Counter[str] = field(default_factory=Counter)
    by_mutation: Counter[tuple[str, str]] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    crashed: list[str] = field(default_factory=list)
    checked: int = 0
    seconds: float = 0.0
    memory: int = 0


def flip(data: bytes, chance: random.Random) -> bytes:
    """A few bits turned round."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def cut(data: bytes, chance: random.Random) -> bytes:
    """A piece lost, at the end or anywhere."""
    start = chance.randrange(len(data))
    return data[:start] + (b"" if chance.random() < 0.5 else data[start + chance.choice((1, 4, 100, 5000)) :])


def insert(data: bytes, chance: random.Random) -> bytes:
    """Bytes of no meaning put in, or a piece of the file itself."""
    at, start = chance.randrange(len(data)), chance.randrange(len(data))
    piece = chance.randbytes(chance.choice((1, 4, 100))) if chance.random() < 0.5 else data[start : start + 200]
    return data[:at] + piece + data[at:]


def swap(data: bytes, chance: random.Random) -> bytes:
    """The contents of two parts exchanged."""
    parts = _parts(data)
    one, other = chance.sample(list(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]
    return _packed(parts)


def drop(data: bytes, chance: random.Random) -> bytes:
    """A part missing."""
    parts = _parts(data)
    del parts[chance.choice(list(parts))]
    return _packed(parts)


def inside(data: bytes, chance: random.Random) -> bytes:
    """Damage in an inflated part, packed again so that its checksum fits."""
    parts = _parts(data)
    name = chance.choice([name for name, part in parts.items() if part])
    parts[name] = chance.choice((flip, cut, insert))(parts[name], chance)
    return _packed(parts)


_DIGITS = b"0123456789"


def numbers(data: bytes, chance: random.Random) -> bytes:
    """A number in a part made another: addresses, indexes, counts."""
    parts = _parts(data)
    name = chance.choice([name for name in parts if name.startswith("xl/")])
    part, start = parts[name], chance.randrange(len(parts[name]) or 1)
    at = next((at for at in range(start, len(part)) if part[at] in _DIGITS), None)
    if at is not None:
        parts[name] = part[:at] + chance.choice((b"0", b"-1", b"99999", b"4294967296", b"1e308", b"")) + part[at + 1 :]
    return _packed(parts)


MUTATIONS: dict[str, Mutation] = {
    mutation.__name__: mutation for mutation in (flip, cut, insert, swap, drop, inside, numbers)
}


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED, 1)
    return out.getvalue()


def write_mutants(forms: Sequence[Path], folder: Path, count: int, seed: int) -> list[Job]:
    """`count` damaged files; the same seed gives the same files."""
    chance, jobs = random.Random(seed), []
    originals = [form.read_bytes() for form in forms]
    names = list(MUTATIONS)
    for number in range(count):
        mutation = names[number % len(names)]
        path = folder / f"{number:05}-{mutation}.xlsx"
        path.write_bytes(MUTATIONS[mutation](chance.choice(originals), chance))
        jobs.append((path, path.name))
    return jobs


def run(catalogue: Catalogue, jobs: Sequence[Job], most_checked: int) -> Outcome:
    """Read all of them in workers, check some of those that could be read."""
    outcome, start = Outcome(), time.perf_counter()
    raws = read_all(jobs, layouts())
    outcome.seconds, outcome.memory = time.perf_counter() - start, _memory_of_workers()
    outcome.lost = sorted({name for _, name in jobs} ^ {raw.file for raw in raws})
    good: list[RawReturn] = []
    for raw in raws:
        code = raw.refusal[0] if raw.refusal else ""
        outcome.codes[code] += 1
        outcome.by_mutation[raw.file[6:-5], code] += 1
        if not code:
            good.append(raw)
    for raw in good[:: max(1, len(good) // most_checked)] if most_checked else []:
        outcome.checked += 1
        try:
            found = check(catalogue, [(Path(raw.file), raw.file)], KEY, read=lambda *_, raw=raw: [raw])
            if not found.sources and not found.findings:
                outcome.lost.append(raw.file)
        except Exception as error:  # what is looked for
            outcome.crashed.append(f"{raw.file}: {error!r}")
    return outcome


def _memory_of_workers() -> int:
    """MiB of the largest process that has ended; 0 where the system does not say."""
    if sys.platform == "win32":
        return 0
    import resource

    from joblib.externals.loky import get_reusable_executor

    get_reusable_executor().shutdown(wait=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--checked", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        catalogue = sample_catalogue(Path(folder))
        forms = sorted(Path(RETURNED_FOLDER).glob("填报表-*.xlsx"))
        (Path(folder) / "mutants").mkdir()
        outcome = run(
            catalogue, write_mutants(forms, Path(folder) / "mutants", options.count, options.seed), options.checked
        )
    codes = sorted(outcome.codes)
    lines = [[name, *(str(outcome.by_mutation[name, code]) for code in codes)] for name in MUTATIONS]
    print(table("What became of them", ["mutation", *(code or "read" for code in codes)], lines))
    print(f"{options.count} files in {outcome.seconds:.1f} s, largest worker {outcome.memory} MiB")
    print(f"{outcome.checked} of those read were checked to the end")
    for what, names in (("not accounted for", outcome.lost), ("crashed", outcome.crashed)):
        print(f"{what}: {len(names)}", *names[:20], sep="\n  ")
    return 1 if outcome.lost or outcome.crashed or outcome.memory > MOST_MEMORY else 0


if __name__ == "__main__":
    raise SystemExit(main())
