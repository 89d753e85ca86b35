"""What the add-in's VBA calls through xlwings: `xl_addin.entry.press('Consolidate')`."""

from __future__ import annotations


def press(command: str) -> None:
    """Do what a button stands for in the program that called."""
    import xlwings

    from xl_addin.commands import run

    run(xlwings.Book.caller().app, command)
