"""Whisper's encoder and decoder: in ONNX Runtime, or as CTranslate2 runs them."""
