"""The local stack itself: what it promises to those who run on it."""
