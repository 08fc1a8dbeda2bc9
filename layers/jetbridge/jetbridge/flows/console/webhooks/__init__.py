"""A tenant's endpoints: what is sent there, what came of it, and changes of them."""
