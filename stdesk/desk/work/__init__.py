"""What the pages share: the open project, jobs in the background, steps that can be
taken back, names that can be found."""
