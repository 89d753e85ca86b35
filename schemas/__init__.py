"""What is asked and what it means.

The lowest floor of the house: columns, tables, the expression language, target
grammar, progress and verdicts, the catalogue and the findings table. Nothing here
knows about files or workbooks.
"""
