"""The server: WebSocket and Twilio calls, health, readiness, metrics."""
