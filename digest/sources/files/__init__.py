"""Local content: a folder of Markdown, HTML, plain text, PDF and CSV agendas."""
