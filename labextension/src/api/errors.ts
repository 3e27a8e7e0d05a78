/** An error response from the server, with its code and message. */
export class GlueError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number
  ) {
    super(message);
    this.name = 'GlueError';
  }

  /** Create an error from a failed response of the Glue API or of our own routes. */
  static fromResponse(status: number, body: unknown): GlueError {
    const found = Private.read(body);
    if (found !== null) {
      return new GlueError(found.code, found.message, status);
    }
    if (status === 404) {
      return new GlueError(
        GlueError.SERVER_MISSING,
        'The glue-devendpoint server extension isn’t running on the Jupyter server.',
        status
      );
    }
    return new GlueError(
      'HttpError',
      `The server returned HTTP status ${status}. See the server log for details.`,
      status
    );
  }
}

export namespace GlueError {
  export const SERVER_MISSING = 'ServerExtensionMissing';
  export const UNREACHABLE = 'ServerUnreachable';
  /** The table can be read only with Spark. */
  export const CANNOT_PREVIEW = 'CannotPreview';
  export const NOT_FOUND = 'EntityNotFoundException';
  export const ALREADY_EXISTS = 'AlreadyExistsException';
  export const CONCURRENT_MODIFICATION = 'ConcurrentModificationException';

  /** Whether the request was canceled. */
  export function isAbort(reason: unknown): boolean {
    return reason instanceof Error && reason.name === 'AbortError';
  }

  /** The error code, or '' if this isn't a GlueError. */
  export function codeOf(reason: unknown): string {
    return reason instanceof GlueError ? reason.code : '';
  }

  /** The message to show to the user. */
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

  /** Glue errors have `__type` and `Message`; errors of our own routes have `error`. */
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
