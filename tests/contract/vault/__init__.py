"""The contract of the secrets port, on the fake and on moto."""
