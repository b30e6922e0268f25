"""The bench of judges: any detectors on the same labelled rows, typed and read aloud."""
