"""What the endpoint offers beyond Glue's operations, described as botocore describes those.

Glue has no public operation for what its own workers do; ours are clients like any other. The
endpoint answers these operations, and `awsglue` adds their description to its client.
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
            "JobBookmark": {"shape": "JsonValue"},
        },
    }
}
