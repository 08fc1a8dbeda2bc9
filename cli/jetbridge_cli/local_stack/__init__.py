"""What the commands and a local stack both know: its account, its clock, the file of each one."""
