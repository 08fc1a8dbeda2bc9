"""Tenants: what names one, which there are, and the end of one."""
