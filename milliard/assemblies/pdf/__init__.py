"""Papers of assemblies, by typst: what each template places, and nothing typed that becomes code."""
