"""Setting type: faces, where a line may break, and lines of Chinese and Latin."""
