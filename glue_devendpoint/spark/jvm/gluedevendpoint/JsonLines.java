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
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * JSON documents, one after another, as lines of one record each.
 *
 * <p>Records are the objects that a path such as $.items[*] leads to in each document; with an
 * array field, a document that is an array is one record, whose field of that name it is. What is
 * no JSON becomes a line that is none either, so that readers treat it as they treat such lines.
 */
class JsonLines extends RecordLines {
  private static final byte[] UNREADABLE = new byte[] {'{'};

  private final ObjectMapper mapper = new ObjectMapper();
  private final InputStream content;
  private final JsonParser parser;
  private final String[] steps;
  private final String arrayField;
  private final Deque waiting = new ArrayDeque();
  private boolean isOver = false;

  JsonLines(InputStream content, String path, String arrayField) throws IOException {
    this.content = content;
    this.arrayField = arrayField;
    this.steps = path.replace("[", ".[").split("\\.");
    mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    mapper.setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));
    this.parser = mapper.getFactory().createParser(content);
  }

  byte[] next() throws IOException {
    while (waiting.isEmpty() && !isOver) {
      try {
        JsonToken token = parser.nextToken();
        if (token == null) {
          isOver = true;
        } else {
          addRecords((JsonNode) mapper.readTree(parser));
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

  private void addRecords(JsonNode document) {
    if (!arrayField.isEmpty() && document.isArray()) {
      ObjectNode record = mapper.createObjectNode();
      record.set(arrayField, document);
      waiting.add(record);
      return;
    }
    List found = new ArrayList();
    found.add(document);
    for (int i = 0; i < steps.length; i++) {
      String step = steps[i].trim();
      if (!step.isEmpty() && !step.equals("$")) {
        found = follow(found, step);
      }
    }
    for (Iterator each = found.iterator(); each.hasNext(); ) {
      addObjects((JsonNode) each.next());
    }
  }

  private void addObjects(JsonNode value) {
    if (value.isObject()) {
      waiting.add(value);
    } else if (value.isArray()) {
      for (Iterator each = value.elements(); each.hasNext(); ) {
        JsonNode element = (JsonNode) each.next();
        if (element.isObject()) {
          waiting.add(element);
        }
      }
    }
  }

  private static List follow(List values, String step) {
    List found = new ArrayList();
    for (Iterator each = values.iterator(); each.hasNext(); ) {
      JsonNode value = (JsonNode) each.next();
      if (step.equals("*") || step.equals("[*]")) {
        for (Iterator inner = value.elements(); inner.hasNext(); ) {
          found.add(inner.next());
        }
      } else {
        JsonNode member = member(value, step);
        if (member != null) {
          found.add(member);
        }
      }
    }
    return found;
  }

  private static JsonNode member(JsonNode value, String step) {
    String name = step;
    if (step.startsWith("[")) {
      name = step.substring(1, step.length() - 1).trim().replaceAll("^['\"]+|['\"]+$", "");
    }
    if (!value.isArray()) {
      return (JsonNode) value.get(name);
    }
    if (!name.matches("-?[0-9]+")) {
      return null;
    }
    int place = Integer.parseInt(name);
    return (JsonNode) value.get(place < 0 ? value.size() + place : place);
  }
}
