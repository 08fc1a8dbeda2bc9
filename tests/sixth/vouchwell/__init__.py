"""What Vouchwell alone needs: it verifies persons in the browser, and notifies of the verdict."""
