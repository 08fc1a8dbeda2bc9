"""What template.yaml promises."""
