"""What operators see: logs, figures, metrics."""
