"""Requests, responses, sessions, pages and problem documents."""
