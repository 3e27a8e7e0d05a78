/** An answer from the server that says no, with its code and what to do about it. */
export class GlueError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number
  ) {
    super(message);
    this.name = 'GlueError';
  }

  /** Read the error out of a failed answer, in whichever of the shapes it came. */
  static fromResponse(status: number, body: unknown): GlueError {
    const found = Private.read(body);
    if (found !== null) {
      return new GlueError(found.code, found.message, status);
    }
    if (status === 404) {
      return new GlueError(
        GlueError.SERVER_MISSING,
        'The Jupyter server does not run the glue-devendpoint extension.',
        status
      );
    }
    return new GlueError(
      'HttpError',
      `The server answered with status ${status}.`,
      status
    );
  }
}

export namespace GlueError {
  export const SERVER_MISSING = 'ServerExtensionMissing';
  export const UNREACHABLE = 'ServerUnreachable';
  /** Nothing without Spark can read this table. */
  export const CANNOT_PREVIEW = 'CannotPreview';
  export const NOT_FOUND = 'EntityNotFoundException';
  export const CONCURRENT_MODIFICATION = 'ConcurrentModificationException';

  /** Whether the reason is that whoever asked no longer wants to know. */
  export function isAbort(reason: unknown): boolean {
    return reason instanceof Error && reason.name === 'AbortError';
  }

  /** The code of a reason, or the empty string when it is not one of ours. */
  export function codeOf(reason: unknown): string {
    return reason instanceof GlueError ? reason.code : '';
  }

  /** What to tell the user about a reason. */
  export function messageOf(reason: unknown): string {
    return reason instanceof Error ? reason.message : String(reason);
  }
}

namespace Private {
  interface IFound {
    code: string;
    message: string;
  }

  function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === 'object' && value !== null;
  }

  /** The wire has `__type` and `Message` (Glue) or `error` (our own routes). */
  export function read(body: unknown): IFound | null {
    if (!isRecord(body)) {
      return null;
    }
    if (typeof body.__type === 'string') {
      const code = body.__type.split('#').pop() ?? body.__type;
      return { code, message: String(body.Message ?? body.message ?? code) };
    }
    if (isRecord(body.error) && typeof body.error.code === 'string') {
      const { code, message } = body.error;
      return { code, message: String(message ?? code) };
    }
    return null;
  }
}
