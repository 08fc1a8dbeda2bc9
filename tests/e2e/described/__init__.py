"""The local stack answers as the API's description says."""
