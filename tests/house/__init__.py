"""What holds of the project itself: its layers, its speed to start, its pages, its package."""
