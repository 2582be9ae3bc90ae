"""What every chart of the console shares: colours, axes, words; pictures and tables to take away."""
