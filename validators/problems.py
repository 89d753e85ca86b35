"""The one exception that every room raises when a job cannot be done at all."""

from __future__ import annotations


class CannotWork(Exception):
    """The job cannot be done (exit code 2); carries plain Chinese sentences for the user."""

    def __init__(self, *messages: str):
        super().__init__("\n".join(messages))
        self.messages = messages
