"""One module a partner: its dialect as data, its requests built and its answers read. No AWS."""
