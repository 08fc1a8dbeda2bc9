"""The parts of the client libraries that are made of the API's description."""
