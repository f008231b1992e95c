"""The pages of the directory: for everybody, and for the people of an organisation."""
