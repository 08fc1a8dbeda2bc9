"""The rehearsal of a deployment: `sam deploy` itself, to an emulated AWS account.

Never deployed. See docs/operations.md, "Rehearse a deployment".
"""
