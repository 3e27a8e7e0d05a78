"""Cell contents: magics, the names a cell reads, SQL statements, and completion."""
