"""Builders and drivers that several folders of tests share. None of them is a test."""
