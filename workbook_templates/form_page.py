"""What every sheet of a form has in common: where its rows begin, and how it is protected."""

from __future__ import annotations

HEADER_ROW = 2  # zero-based; title above, note between
FIRST_ROW = HEADER_ROW + 1
COVER_FIRST_ROW = 5

# Locked, but a clerk may still resize, filter, sort and copy.
PROTECTION = {
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "sort": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}
