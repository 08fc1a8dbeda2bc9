"""The events' description (AsyncAPI), made from the code and the published schemas."""
