"""Pages of assemblies: for everybody, for members, for the desk and the chair."""
