"""Jobs: for now, the bookmarks that tell a job's runs what they have already processed."""
