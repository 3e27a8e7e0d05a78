"""Operations added to the Glue API, described in the format of botocore's service model.

Glue has no public operation for some things that its own workers do. Our workers are ordinary
clients, so they need one. The runtime library adds the same description to its client
(`awsglue.bookmark_endpoint`).
"""

from __future__ import annotations

from typing import Any

OPERATIONS: dict[str, Any] = {
    "PutJobBookmark": {
        "name": "PutJobBookmark",
        "http": {"method": "POST", "requestUri": "/"},
        "input": {"shape": "PutJobBookmarkRequest"},
        "output": {"shape": "GetJobBookmarkResponse"},
        "errors": [{"shape": "InvalidInputException"}, {"shape": "VersionMismatchException"}],
    }
}
SHAPES: dict[str, Any] = {
    "PutJobBookmarkRequest": {
        "type": "structure",
        "required": ["JobName", "RunId", "Version", "JobBookmark"],
        "members": {
            "JobName": {"shape": "NameString"},
            "RunId": {"shape": "NameString"},
            "Version": {"shape": "IntegerValue"},
            "JobBookmark": {"shape": "JobBookmarkText"},
        },
    },
    # The files of a large load don't fit into the usual limit of a text.
    "JobBookmarkText": {"type": "string", "max": 16 * 1024 * 1024},
}
