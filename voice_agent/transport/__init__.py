"""Audio in and out of a call: the WebSocket protocol, Twilio, pacing, what was heard."""
