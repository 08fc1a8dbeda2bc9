"""Every retry ends, whatever happens inside an attempt."""
