"""The commands in the documents, run on one local stack."""
