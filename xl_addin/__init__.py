"""The ribbon inside Excel: VBA and ribbon text, build, install, and the commands on xlwings objects."""
