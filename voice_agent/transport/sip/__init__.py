"""SIP directly: a user agent without I/O, RTP, and the asyncio shell around them."""
