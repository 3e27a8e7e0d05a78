package gluedevendpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The values of an Ion stream, and the symbols that it has defined so far. */
abstract class IonValues implements Closeable {
  static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
  static final String TABLE = "$ion_symbol_table";

  private static final int DEEPEST = 200;
  private static final int MOST_SYMBOLS = 1 << 22;
  private static final String[] SYSTEM = {
    null, "$ion", "$ion_1_0", TABLE, "name", "version", "imports", "symbols", "max_id",
    "$ion_shared_symbol_table"
  };

  private final List symbols = new ArrayList();
  private int depth = 0;

  IonValues() {
    forget();
  }

  /** The next user value of the stream, or null after the last. */
  abstract JsonNode next() throws IOException;

  /** Reset to the system symbols, which every stream has. */
  void forget() {
    symbols.clear();
    for (int i = 0; i < SYSTEM.length; i++) {
      symbols.add(SYSTEM[i]);
    }
  }

  /** Add the symbols of a symbol table in the stream. */
  void learn(JsonNode table) throws IOException {
    JsonNode imports = (JsonNode) table.get("imports");
    boolean isMore = imports != null && imports.isTextual() && imports.asText().equals(TABLE);
    if (!isMore) {
      forget();
    }
    for (int i = 0; imports != null && imports.isArray() && i < imports.size(); i++) {
      JsonNode shared = (JsonNode) imports.get(i);
      JsonNode count = (JsonNode) shared.get("max_id");
      if (((JsonNode) shared.path("name")).asText().equals("$ion")) {
        continue;
      }
      if (count == null || !count.canConvertToInt() || count.asInt() > MOST_SYMBOLS) {
        throw new IOException("the Ion stream imports shared symbols, which aren't supported");
      }
      for (int each = 0; each < count.asInt(); each++) {
        add(null); // a shared table that is elsewhere: numbers without names
      }
    }
    JsonNode named = (JsonNode) table.get("symbols");
    for (int i = 0; named != null && named.isArray() && i < named.size(); i++) {
      JsonNode symbol = (JsonNode) named.get(i);
      add(symbol.isTextual() ? symbol.asText() : null);
    }
  }

  private void add(String symbol) throws IOException {
    if (symbols.size() > MOST_SYMBOLS) {
      throw new IOException("the Ion stream defines too many symbols");
    }
    symbols.add(symbol);
  }

  /** The name of a symbol, or its number with a dollar sign if it has none. */
  String symbol(long number) throws IOException {
    if (number < 0 || number >= symbols.size()) {
      throw new IOException("the Ion symbol $" + number + " isn't defined");
    }
    String name = (String) symbols.get((int) number);
    return name == null ? "$" + number : name;
  }

  void enter() throws IOException {
    if (++depth > DEEPEST) {
      throw new IOException("Ion values are nested more than " + DEEPEST + " levels deep");
    }
  }

  void leave() {
    depth--;
  }

  boolean isNested() {
    return depth > 0;
  }

  /** A time in UTC. Missing parts are set to their start. */
  static JsonNode time(int[] parts, BigDecimal seconds, int offset) throws IOException {
    try {
      BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
      int nanos = seconds.subtract(whole).movePointRight(9).intValue();
      LocalDateTime local =
          LocalDateTime.of(
              parts[0], parts[1], parts[2], parts[3], parts[4], whole.intValue(), nanos);
      return NODES.textNode(local.minusMinutes(offset).toInstant(ZoneOffset.UTC).toString());
    } catch (DateTimeException err) {
      throw new IOException("invalid Ion timestamp: " + err.getMessage(), err);
    }
  }

  static boolean isTable(ObjectNode value, List annotations) {
    return value != null && !annotations.isEmpty() && TABLE.equals(annotations.get(0));
  }
}
