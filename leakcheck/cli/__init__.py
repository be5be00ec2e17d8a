"""The commands: parse, call, print, exit. No statistics; heavy libraries are imported inside the commands."""
