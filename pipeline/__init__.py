"""What a dossier is, and each step from page readings to a checked record. Pure; imports nothing of ours."""
