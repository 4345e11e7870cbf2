"""``/v1/realtime``: the OpenAI Realtime protocol over WebSocket, as its clients speak it."""
