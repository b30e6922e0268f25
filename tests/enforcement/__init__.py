"""The enforcement matrix: every way in which words reach a model or a caller, tried one by one."""
