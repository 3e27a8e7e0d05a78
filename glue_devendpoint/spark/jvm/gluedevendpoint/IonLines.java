package gluedevendpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/**
 * Values of Amazon Ion, binary or text, as lines of JSON.
 *
 * <p>Annotations are omitted. Types that JSON doesn't have become text: symbols, times in UTC, and
 * bytes in base64.
 */
class IonLines extends RecordLines {
  private final ObjectMapper mapper = new ObjectMapper();
  private final IonValues values;

  IonLines(InputStream content) throws IOException {
    PushbackInputStream begun = new PushbackInputStream(content);
    int first = begun.read();
    if (first >= 0) {
      begun.unread(first);
    }
    this.values = first == 0xe0 ? new IonBinary(begun) : new IonText(begun);
  }

  byte[] next() throws IOException {
    JsonNode value = values.next();
    return value == null ? null : mapper.writeValueAsBytes(value);
  }

  public void close() throws IOException {
    values.close();
  }
}
