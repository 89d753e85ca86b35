"""From an untrusted file to trusted frames and findings.

`intake` decides whether a file may be opened, `reader` turns cells into raw tables
with addresses (in worker processes: neither imports pandas), `normalise` makes
clean dtypes, `column_checks` and `rules/` judge, `check` is the whole story.
"""
