"""What the pictures of several commands share: the sweep that they run along, and the error with its terms.

A sketch sees the blocks of a result pass by, keeps what is to be drawn, and gives the pictures at the end.
"""
