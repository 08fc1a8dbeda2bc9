"""Consent in a real browser: Debian's Chromium, driven by Playwright, over the local stack."""
