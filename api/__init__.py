"""The doors: command line and HTTP, both onto the functions of the packages below."""
