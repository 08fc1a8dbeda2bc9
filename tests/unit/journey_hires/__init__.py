"""How a journey begins and ends with the application, and how its timers reach the queue."""
