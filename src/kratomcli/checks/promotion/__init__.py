"""Detection of promotion: sales phrases and advertisements inserted into informative text."""
