"""The consent function, driven as a browser drives it, over memory ports."""
