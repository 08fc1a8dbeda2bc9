"""What `sam build` makes is what Lambda wants."""
