"""`glue-devendpoint identity`: manages identities with their own access keys."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from glue_devendpoint.access.statements import parse_policy
from glue_devendpoint.cli.flags import add_setting_flags, config_from
from glue_devendpoint.endpoint import Endpoint, open_endpoint
from glue_devendpoint.errors import InvalidInput
from glue_devendpoint.home import check_home_exists


def add_parser(commands: Any) -> None:
    """Add the command and its actions."""
    parser = commands.add_parser(
        "identity",
        help="add, list and remove identities with their own access keys",
        description="Add, list and remove the identities that can sign requests to this endpoint.",
        allow_abbrev=False,
    )
    verbs = parser.add_subparsers(dest="verb", metavar="ACTION", required=True)
    adding = _add_verb(verbs, "add", "add an identity; its keys are printed only once", _add)
    showing = _add_verb(verbs, "policy", "print or set an identity's policy", _policy)
    for verb in (adding, showing):
        verb.add_argument(
            "--policy",
            metavar="FILE",
            type=Path,
            help="IAM policy document (JSON) with the identity's permissions; "
            "without a policy, the identity has full access to Glue",
        )
    _add_verb(verbs, "remove", "remove an identity and revoke its keys", _remove)
    _add_verb(verbs, "list", "list the identities", _list, has_name=False)


def _add_verb(verbs: Any, name: str, text: str, act: Any, *, has_name: bool = True) -> Any:
    parser = verbs.add_parser(name, help=text, description=text, allow_abbrev=False)
    if has_name:
        parser.add_argument("name", help="identity name: letters, digits and +=,.@_-")
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_setting_flags(parser, only=("home", "database_url", "account_id"))
    parser.set_defaults(run=run, act=act, takes_rest=False)
    return parser


def run(args: argparse.Namespace) -> int:
    """Run the action."""
    config = config_from(args)
    if args.act is _list:
        check_home_exists(config.home_folder)
    endpoint = open_endpoint(config)
    try:
        args.act(endpoint, args)
    finally:
        endpoint.close()
    return 0


def _add(endpoint: Endpoint, args: argparse.Namespace) -> None:
    policy = _policy_of(args)
    keys = endpoint.identities.add(args.name, endpoint.clock.now())
    if policy is not None:
        endpoint.policies.put_identity_policy(args.name, policy)
    if args.json:
        print(
            json.dumps(
                {
                    "name": args.name,
                    "access_key_id": keys.access_key_id,
                    "secret_access_key": keys.secret_access_key,
                }
            )
        )
        return
    print(f"aws_access_key_id = {keys.access_key_id}")
    print(f"aws_secret_access_key = {keys.secret_access_key}")


def _policy(endpoint: Endpoint, args: argparse.Namespace) -> None:
    policy = _policy_of(args)
    if policy is not None:
        endpoint.policies.put_identity_policy(args.name, policy)
    print(endpoint.policies.identity_policy(args.name))


def _policy_of(args: argparse.Namespace) -> str | None:
    """Read and validate the policy file, so that an invalid one fails before any change."""
    if args.policy is None:
        return None
    try:
        text: str = args.policy.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as err:
        raise InvalidInput(f"can't read the policy file {args.policy}: {err}") from err
    parse_policy(text, "identity")
    return text


def _remove(endpoint: Endpoint, args: argparse.Namespace) -> None:
    endpoint.identities.remove(args.name)
    print(json.dumps({"removed": args.name}) if args.json else f"removed {args.name}")


def _list(endpoint: Endpoint, args: argparse.Namespace) -> None:
    rows = [
        {
            "name": identity.name,
            "access_key_id": identity.access_key_id,
            "arn": identity.arn(endpoint.config.account_id),
            "is_owner": identity.is_owner,
            "created": datetime.fromtimestamp(identity.created_at, UTC).isoformat(
                timespec="seconds"
            ),
        }
        for identity in endpoint.identities.list()
    ]
    if args.json:
        print(json.dumps(rows, indent=2))
        return
    for row in rows:
        note = "  (owner)" if row["is_owner"] else ""
        print(f"{row['name']:<24} {row['access_key_id']}  since {row['created']}{note}")
