"""Tests of policies: written, checked, filled in, tried and put in force."""
