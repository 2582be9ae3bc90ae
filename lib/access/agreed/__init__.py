"""What heads were asked to agree to, in SQL."""
