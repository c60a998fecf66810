"""The sealed channel at the desk: pages through which ciphertext passes, one module per page."""
