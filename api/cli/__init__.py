"""The `mediagraph` command line: one module per verb."""
