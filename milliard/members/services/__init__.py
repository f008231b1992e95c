"""Every write about members."""
