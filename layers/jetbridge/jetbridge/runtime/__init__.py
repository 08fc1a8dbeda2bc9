"""Settings, clock, ids, logging, metrics, outbound HTTP; the composition root."""
