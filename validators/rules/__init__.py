"""The rule base: one rule a file, named for what it checks.

Codes: R1xx indicators, R2xx tasks, R3xx projects, R4xx special plans, R5xx cover and
report. A rule's module docstring is its page in the manual and its test cases.
"""
