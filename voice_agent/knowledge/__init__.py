"""What is answered from a folder of Markdown, and what is not known."""
