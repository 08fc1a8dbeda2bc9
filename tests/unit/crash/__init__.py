"""A process killed before and after every outside call, and what is found afterwards."""
