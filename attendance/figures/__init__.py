"""What an evening came to: figures with their definitions, the closing report, and what is seen months later."""
