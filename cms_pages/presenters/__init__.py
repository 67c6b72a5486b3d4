"""What the theme shows of pages: plain values, worked out here, drawn there."""
