"""The partners' contracts, as the sandboxes keep them: over HTTP, refusals and limits included."""
