"""Measured comparisons: how long the work takes, against plain reading and a naive loop (see README.md)."""
