"""Erasing people, the part that knows no other app: how a name is found and taken out of words, how history rows are reached,
and the places that still name somebody, since their words belong to a State. What is erased and in which order: `web/privacy`.
"""
