"""From the tables of a study to pictures, one module per question.

A sketch sees the blocks of a result pass by, keeps what is to be drawn, and gives the pictures at the end.
"""
