"""Writers of rendered references: each turns settled tokens into what a reader's program takes."""
