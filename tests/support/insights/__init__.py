"""Queries of CloudWatch Logs Insights, as far as our documents use its language: read and run.

Source: Amazon CloudWatch Logs User Guide, "CloudWatch Logs Insights language query syntax".
"""
