"""The templates of the letter and of the preview; shipped in the wheel as `digest.templates`."""
