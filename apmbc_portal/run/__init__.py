"""What starts and stops the portal's processes."""
