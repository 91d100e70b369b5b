"""The messages in topics, the reasons for rejection, and the topics. Imports no other package of the product."""
