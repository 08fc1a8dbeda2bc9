"""Two flows at once: a second one, whole, in each gap between the calls of a first one."""
