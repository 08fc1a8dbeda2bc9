"""Where a person's data lives: a module for each kind of thing, with how it is found and erased."""
