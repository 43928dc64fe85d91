"""A processor of the Citation Style Language 1.0.2 (citationstyles.org): styles and records in, references out.

A style and the terms of a language are read once (`style`, `locale`) and become objects that render
(`elements`, `names`, `dates`, `numbers`). A cite is rendered to a tree of text (`nodes`), on which names
are told apart, years are lettered and cites are collapsed; punctuation is settled at the seams last
(`seams`), and a writer of `output` makes plain text, HTML, RTF or runs of Word from what is left.
"""
