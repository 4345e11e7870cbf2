"""The models this project runs on."""
