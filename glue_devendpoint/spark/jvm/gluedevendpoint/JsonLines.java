package gluedevendpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Concatenated JSON documents as lines with one record each.
 *
 * <p>The path is a JSON array of its steps: a name, an array index, or null for all elements. An
 * object that it selects is a record. Any other value becomes the field "wrap" of a record; without
 * "wrap", the objects of an array are records. If each element of an array is a record, only one
 * element is in memory at a time. Invalid JSON becomes an invalid line, which readers treat like
 * any other.
 */
class JsonLines extends RecordLines {
  private static final byte[] UNREADABLE = new byte[] {'{'};

  private final ObjectMapper mapper = new ObjectMapper();
  private final InputStream content;
  private final JsonParser parser;
  private final JsonNode steps;
  private final String wrap;
  private final Deque waiting = new ArrayDeque();
  private boolean isInside = false;
  private boolean isOver = false;

  JsonLines(InputStream content, String steps, String wrap) throws IOException {
    this.content = content;
    this.wrap = wrap;
    mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    mapper.setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));
    this.steps = mapper.readTree(steps);
    this.parser = mapper.getFactory().createParser(content);
  }

  byte[] next() throws IOException {
    while (waiting.isEmpty() && !isOver) {
      try {
        JsonToken token = parser.nextToken();
        if (token == null) {
          isOver = true;
        } else if (token == JsonToken.START_ARRAY && !isInside && isOfElements()) {
          isInside = true;
        } else if (token == JsonToken.END_ARRAY) {
          isInside = false;
        } else {
          JsonNode value = (JsonNode) mapper.readTree(parser);
          follow(value, isInside && steps.size() > 0 ? 1 : 0);
        }
      } catch (JsonProcessingException err) {
        isOver = true;
        return UNREADABLE;
      }
    }
    return waiting.isEmpty() ? null : mapper.writeValueAsBytes((JsonNode) waiting.poll());
  }

  public void close() throws IOException {
    parser.close();
    content.close();
  }

  /** Return whether each element of an array gives its own records. */
  private boolean isOfElements() {
    return steps.size() > 0 ? ((JsonNode) steps.get(0)).isNull() : wrap.isEmpty();
  }

  private void follow(JsonNode value, int at) {
    if (at == steps.size()) {
      add(value, !isInside || steps.size() > 0);
      return;
    }
    JsonNode step = (JsonNode) steps.get(at);
    if (step.isNull()) {
      for (Iterator inner = value.elements(); inner.hasNext(); ) {
        follow((JsonNode) inner.next(), at + 1);
      }
      return;
    }
    JsonNode member =
        (JsonNode) (step.isTextual() ? value.get(step.textValue()) : value.get(step.intValue()));
    if (member != null) {
      follow(member, at + 1);
    }
  }

  private void add(JsonNode value, boolean isWhole) {
    if (value.isObject()) {
      waiting.add(value);
    } else if (!wrap.isEmpty()) {
      ObjectNode record = mapper.createObjectNode();
      record.set(wrap, value);
      waiting.add(record);
    } else if (value.isArray() && isWhole) {
      for (Iterator each = value.elements(); each.hasNext(); ) {
        JsonNode element = (JsonNode) each.next();
        if (element.isObject()) {
          waiting.add(element);
        }
      }
    }
  }
}
