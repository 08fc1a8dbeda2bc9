"""The main job over real HTTP, through the local stack and the partner sandboxes."""
