package gluedevendpoint;

import java.io.IOException;
import java.io.InputStream;

/** Records as lines of JSON, produced one at a time. */
abstract class RecordLines extends InputStream {
  private byte[] line = new byte[0];
  private int at = 0;

  /** The next record as JSON, or null after the last. */
  abstract byte[] next() throws IOException;

  public int read() throws IOException {
    return fill() ? line[at++] & 0xff : -1;
  }

  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, line.length - at);
    System.arraycopy(line, at, buffer, offset, count);
    at += count;
    return count;
  }

  /** Load the next record if needed. Return whether there is another byte. */
  private boolean fill() throws IOException {
    if (at < line.length) {
      return true;
    }
    byte[] record = next();
    if (record == null) {
      return false;
    }
    line = new byte[record.length + 1];
    System.arraycopy(record, 0, line, 0, record.length);
    line[record.length] = '\n';
    at = 0;
    return true;
  }
}
