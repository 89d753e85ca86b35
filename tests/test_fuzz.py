"""Damaged files by the hundred: no crash, no hang, little memory, and every file accounted for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.fuzz import MOST_MEMORY, run, write_mutants
from samples.workspace import RETURNED_FOLDER
from schemas.catalogue import Catalogue


@pytest.mark.slow
def test_damaged_files_are_all_accounted_for(catalogue: Catalogue, tmp_path: Path) -> None:
    forms = sorted(Path(RETURNED_FOLDER).glob("填报表-*.xlsx"))[:3]
    jobs = write_mutants(forms, tmp_path, 105, seed=7)
    outcome = run(catalogue, jobs, most_checked=10)
    assert (outcome.lost, outcome.crashed) == ([], [])
    assert sum(outcome.codes.values()) == len(jobs)
    assert outcome.checked
    if sys.platform.startswith("linux"):
        assert 0 < outcome.memory <= MOST_MEMORY


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    form = sorted(Path(RETURNED_FOLDER).glob("填报表-*.xlsx"))[:1]
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_mutants(form, tmp_path / name, 14, seed=3)
    assert [p.read_bytes()[:2000] for p in sorted((tmp_path / "a").iterdir())] == [
        p.read_bytes()[:2000] for p in sorted((tmp_path / "b").iterdir())
    ]
