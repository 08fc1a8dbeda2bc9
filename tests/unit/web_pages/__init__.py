"""What the browser flows are made of: redirects, cookies, pages."""
