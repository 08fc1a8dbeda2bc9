"""Tests of jetbridge.partners.smartrecruiters."""
