"""Measurements, run by `make bench`. They judge nothing: a machine's mood is no test."""
