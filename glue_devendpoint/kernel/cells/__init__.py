"""What a cell holds: its magics, the names it reads, its SQL statements, and completion in it."""
