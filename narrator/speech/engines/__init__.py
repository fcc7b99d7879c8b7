"""The engines that ship with narrator, one file each, found through their entry points."""
