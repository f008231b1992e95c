"""Secret votes that anybody can verify, as persons meet them: booth, board, trustees, registrar.

Owns, so far: the browser side, a package of ES modules and four static pages that any host can serve.
Promises: a ballot is encrypted on the voter's own device, and everything published can be verified there too.
Refuses: a login before voting, a secret on a disk, a code that the platform would know.
See docs/explanation/booth.md."""
