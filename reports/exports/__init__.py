"""The frozen people of a contact list in the forms other programs read; the page and the PDF are templates."""
