"""The commands of the command line: each calls the services that the desktop calls and prints what they say."""
