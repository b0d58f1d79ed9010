"""The engine on a cluster of OpenSearch: the same analysis and the same queries, asked of other machines.

`client` speaks HTTP to the nodes; `mapping` says what their indexes are like, `documents` makes an article's
document, `queries` turns clauses into their JSON, `snapshot` answers from one state.
"""
