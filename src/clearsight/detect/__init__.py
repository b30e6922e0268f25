"""Detectors: each looks at a View and reports Findings; none decides."""
