"""What runs Jetbridge on one machine and operates it: never deployed."""
