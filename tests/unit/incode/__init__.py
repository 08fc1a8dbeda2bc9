"""What Incode is asked, and what it says of whom."""
