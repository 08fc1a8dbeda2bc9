"""What every flow in a browser shares: cookies, sign-in, authorization."""
