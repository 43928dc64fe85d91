"""Search results as a page and as a file.

Context of `search/results.html`:

`results`       `results.Results`, or None while nothing was asked and when the index is away
`form`          `forms.SearchForm`, bound: q, sort, per_page, author, journal, subject, lang, from, to
`q`             the reader's string
`chips`         chosen filters: `Chip(label, field, url)`, url being the search without it
`clear_url`     the search without any filter
`facet_links`   by facet name: `FacetLink(value, url)`, url being the search with that value toggled;
                `value` is a `results.FacetValue`
`year_links`    `YearLink(bar, url)`: url narrows to that year; `bar` is a `results.YearBar`
`sorts`         `Option(value, label, url, is_chosen)`: relevance, newest, oldest, title
`sizes`         `Option(...)`: 20, 50, 100 a page
`pagination`    `PageLink(number, url, is_current)`; number None stands for a gap ("…")
`previous_url`, `next_url`   "" at the ends
`exports`       `Export(label, extension, url)`: the whole result set in each citation format
`exact_url`     the search with every word taken exactly, "" when it already is
`spelling_url`, `fuzzy_url`, `unfiltered_url`   ways on when nothing is found, "" when there is none
`term_links`    `TermLink(term, url)`: the search without one term; `term` is a `results.TermCount`
`index_is_away` True with status 503 while the index is missing or being rebuilt: browsing works
`unknown_page`  True with status 404 when the page of results asked for is beyond the last
"""
