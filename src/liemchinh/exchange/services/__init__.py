"""Changes: parcels made and sent, arrivals taken in, what is stuck set right."""
