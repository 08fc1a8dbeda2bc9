"""A tenant whose hires run through journeys, and the policies that it writes."""
