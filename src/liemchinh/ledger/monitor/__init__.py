"""A monitor: reads a published log whole, believes nothing it has not verified, and says in sentences what is wrong."""
