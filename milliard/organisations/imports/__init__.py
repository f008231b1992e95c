"""Files of organisations: cells read within limits, headings understood, values checked."""
