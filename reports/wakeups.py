"""The names of the tasks that make documents, for whoever wakes them without importing them."""

BUILD = "reports.tasks.build_documents"
BUILD_LARGE = "reports.tasks.build_large_documents"


def build_task(document):
    """The task that makes this document: long jobs have a queue and a worker of their own."""
    return BUILD_LARGE if document.is_large else BUILD
