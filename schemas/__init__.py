"""What topics carry: messages, reasons of rejection, the topics themselves. Imports no other package of the product."""
