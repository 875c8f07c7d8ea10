"""Site engines that nobody of this project wrote, run on loopback and filled through their own interfaces."""
