"""What happens when processes are killed, runs meet, and disks fail."""
