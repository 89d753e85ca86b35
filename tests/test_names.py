"""The generic top-level names must be ours alone in the virtual environment."""

from __future__ import annotations

import configparser
import contextlib
import importlib.metadata
import re

import pytest

OURS = (
    "schemas",
    "validators",
    "workbook_templates",
    "mailroom",
    "xl_addin",
    "samples",
    "consolidate",
    "midterm",
    "printing",
    "terminal",
)
DISTRIBUTION = "plan-progress-consolidator"


def _requirements() -> list[str]:
    config = configparser.ConfigParser()
    config.read("setup.cfg", encoding="utf-8")
    return [line for line in config["options"]["install_requires"].splitlines() if line.strip()]


def _with_dependencies(names: list[str]) -> set[str]:
    found: set[str] = set()
    while names:
        name = re.split(r"[\[<>=!~; ]", names.pop())[0]
        if name and name.lower() not in found:
            found.add(name.lower())
            with contextlib.suppress(importlib.metadata.PackageNotFoundError):
                names += [r for r in importlib.metadata.requires(name) or [] if "extra ==" not in r]
    return found


@pytest.mark.parametrize("name", OURS)
def test_no_dependency_brings_this_top_level_name(name: str) -> None:
    owners = set(importlib.metadata.packages_distributions().get(name, []))
    assert owners - {DISTRIBUTION} == set()


def test_dependencies_have_lower_bounds() -> None:
    assert all(re.search(r">=\d", line) for line in _requirements())
    assert len(_with_dependencies(_requirements())) > len(_requirements())
