"""One person's data: found, erased, and kept from coming back."""
