"""The start of the console: what needs a person, and how things stand."""
