"""Output below a cell: result grids, charts, progress, and the session form."""
