"""What may travel: messages, reasons, topics. Imports nothing of ours."""
