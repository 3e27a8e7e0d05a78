"""Jobs: so far, the bookmarks by which a job's runs know what they have processed."""
