"""The laws every validator keeps, for our tests and for plugin authors."""
