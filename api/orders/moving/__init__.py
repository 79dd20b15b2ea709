"""An order's way after it was placed: who may move it where, and what that entails."""
