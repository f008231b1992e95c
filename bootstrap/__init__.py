"""From a bare machine to a running platform: what `make demo` and `make test` call.

Standard library only, because it runs before anything is installed. Owns: the virtual environment,
the locked packages, the front-end packages, the embedded database, the processes of a demonstration.
Promises: nothing outside this folder is written but a socket folder under the temporary directory,
what is up to date is not done again, whatever it starts it stops. Refuses: to run a production site
(see docs/how-to/deploy-one-machine.md).
"""
