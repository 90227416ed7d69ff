"""How the window looks: theme, style sheet, and the small pieces that every page is built of."""
