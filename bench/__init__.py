"""Measurements, run by `make bench`. They assert nothing: timings vary between machines."""
