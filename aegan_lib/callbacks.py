"""What to watch while a game trains, and how to lose nothing."""
