"""One person is found, erased, and kept from coming back."""
