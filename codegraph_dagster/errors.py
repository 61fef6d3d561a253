"""The one exception that means "the user can fix this"."""


class CodegraphError(Exception):
    """A mistake of the user or of the machine, said in one clear line.

    Entry points print the message without a traceback; everything else that is raised is a fault of this
    program.
    """
