"""The deployment as a whole, over HTTP."""
