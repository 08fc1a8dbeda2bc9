"""Weakened copies of the code, one change each, and the tests that have to notice them.

`make mutants` runs them (see `tests.mutants.__main__`); `test_mutants` holds the tool to the code,
and the tests that README names to its guarantees.
"""
