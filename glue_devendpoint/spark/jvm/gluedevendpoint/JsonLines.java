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
 * JSON documents, one after another, as lines of one record each.
 *
 * <p>The path is given as its steps, an array of JSON: a name, a place in an array, or null for all
 * there is. What it leads to is a record if it is an object. If not, it is the field "wrap" of one;
 * without such a field, the objects of an array are records. Of an array whose elements count one
 * by one only an element is held at a time. What is no JSON becomes a line that is none either, so
 * that readers treat it as they treat such lines.
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

  /** Tell whether the records of an array are those of its elements. */
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
