"""Facts found in a Reading: each function returns values with the lines they stand on."""
