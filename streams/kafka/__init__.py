"""All clients of the broker: connections, topics, headers, and reads of parts of topics."""
