package gluedevendpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ion's text form: JSON with more types, comments and annotations. */
class IonText extends IonValues {
  private static final int AHEAD = 4;
  private static final int LONGEST = 1 << 26;
  private static final String OPERATORS = "!#%&*+-./;<=>?@^`|~";
  private static final Pattern NUMBER_OF_SYMBOL = Pattern.compile("\\$[0-9]{1,9}");
  private static final Pattern WHOLE =
      Pattern.compile("-?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0|[1-9][0-9]*)");
  private static final Pattern REAL =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]*)?(?:([dDeE])[+-]?[0-9]{1,8})?");
  private static final Pattern TIME =
      Pattern.compile(
          "([0-9]{4})(?:T|-([0-9]{2})(?:T|-([0-9]{2})(?:T(?:([0-9]{2}):([0-9]{2})"
              + "(?::([0-9]{2}(?:\\.[0-9]+)?))?(Z|[+-][0-9]{2}:[0-9]{2}))?)?))");

  private final PushbackReader content;
  private List annotations = new ArrayList();

  IonText(InputStream content) {
    InputStreamReader text = new InputStreamReader(content, StandardCharsets.UTF_8);
    this.content = new PushbackReader(new BufferedReader(text, 1 << 16), AHEAD);
  }

  public void close() throws IOException {
    content.close();
  }

  JsonNode next() throws IOException {
    while (skip() >= 0) {
      JsonNode found = value(false);
      if (found instanceof ObjectNode && isTable((ObjectNode) found, annotations)) {
        learn(found);
      } else if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** A value with its annotations, or null for a version marker. */
  private JsonNode value(boolean isInExpression) throws IOException {
    List before = new ArrayList();
    JsonNode found = unannotated(before, isInExpression);
    annotations = before;
    return found;
  }

  private JsonNode unannotated(List before, boolean isInExpression) throws IOException {
    while (true) {
      int next = skip();
      if (next < 0) {
        throw wrong("ends in the middle of a value");
      }
      if (next == '{') {
        read();
        return peek() == '{' ? bytes() : struct();
      }
      if (next == '[' || next == '(') {
        read();
        return list(next == '(');
      }
      if (next == '"') {
        return NODES.textNode(quoted());
      }
      boolean isQuoted = next == '\'';
      if (isQuoted && isLong()) {
        return NODES.textNode(longText());
      }
      if (isInExpression && isOperator(next)) {
        return NODES.textNode(operator());
      }
      if (!isQuoted && !isWord(next)) {
        return scalar(token());
      }
      String symbol = isQuoted ? quoted() : word();
      if (annotates()) {
        before.add(isQuoted ? symbol : named(symbol));
      } else if (isQuoted) {
        return NODES.textNode(symbol);
      } else if (before.isEmpty() && symbol.equals("$ion_1_0") && !isNested()) {
        forget();
        return null;
      } else {
        return keyword(symbol);
      }
    }
  }

  /** Return whether the last token is an annotation, and skip the colons after it. */
  private boolean annotates() throws IOException {
    if (skip() != ':') {
      return false;
    }
    read();
    if (peek() != ':') {
      content.unread(':');
      return false;
    }
    read();
    return true;
  }

  private JsonNode keyword(String word) throws IOException {
    if (word.equals("null")) {
      if (peek() == '.') {
        read();
        word();
      }
      return NODES.nullNode();
    }
    if (word.equals("true") || word.equals("false")) {
      return NODES.booleanNode(word.equals("true"));
    }
    return word.equals("nan") ? NODES.numberNode(Double.NaN) : NODES.textNode(named(word));
  }

  private String named(String symbol) throws IOException {
    boolean isNumber = NUMBER_OF_SYMBOL.matcher(symbol).matches();
    return isNumber ? symbol(Long.parseLong(symbol.substring(1))) : symbol;
  }

  private JsonNode scalar(String token) throws IOException {
    if (token.equals("+inf") || token.equals("-inf")) {
      double sign = token.startsWith("-") ? -1.0 : 1.0;
      return NODES.numberNode(sign * Double.POSITIVE_INFINITY);
    }
    Matcher time = TIME.matcher(token);
    if (time.matches()) {
      return time(time);
    }
    String plain = token.replace("_", "");
    if (WHOLE.matcher(plain).matches()) {
      return NODES.numberNode(whole(plain));
    }
    Matcher real = REAL.matcher(plain);
    if (!real.matches()) {
      throw wrong("contains an invalid value: " + token);
    }
    String mark = real.group(1);
    if (mark != null && mark.equalsIgnoreCase("e")) {
      return NODES.numberNode(Double.parseDouble(plain));
    }
    return NODES.numberNode(new BigDecimal(plain.replace('d', 'e').replace('D', 'e')));
  }

  private static BigInteger whole(String text) {
    String digits = text.startsWith("-") ? text.substring(1) : text;
    String lower = digits.toLowerCase(java.util.Locale.ROOT);
    int radix = lower.startsWith("0x") ? 16 : lower.startsWith("0b") ? 2 : 10;
    BigInteger found = new BigInteger(radix == 10 ? digits : digits.substring(2), radix);
    return text.startsWith("-") ? found.negate() : found;
  }

  private static JsonNode time(Matcher found) throws IOException {
    int[] parts = {0, 1, 1, 0, 0};
    for (int i = 0; i < 5; i++) {
      if (found.group(i + 1) != null) {
        parts[i] = Integer.parseInt(found.group(i + 1));
      }
    }
    String seconds = found.group(6);
    String zone = found.group(7);
    int offset = 0;
    if (zone != null && !zone.equals("Z")) {
      offset = Integer.parseInt(zone.substring(1, 3)) * 60 + Integer.parseInt(zone.substring(4));
      offset = zone.startsWith("-") ? -offset : offset;
    }
    return time(parts, seconds == null ? BigDecimal.ZERO : new BigDecimal(seconds), offset);
  }

  private JsonNode list(boolean isExpression) throws IOException {
    enter();
    ArrayNode found = NODES.arrayNode();
    int end = isExpression ? ')' : ']';
    while (skip() != end) {
      found.add(value(isExpression));
      if (!isExpression) {
        separated(end);
      }
    }
    read();
    leave();
    return found;
  }

  private JsonNode struct() throws IOException {
    enter();
    ObjectNode found = NODES.objectNode();
    int next = skip();
    while (next != '}') {
      String name;
      if (next == '"') {
        name = quoted();
      } else if (next == '\'') {
        name = isLong() ? longText() : quoted();
      } else {
        name = named(word());
      }
      if (skip() != ':') {
        throw wrong("has a field without a value: " + name);
      }
      read();
      found.set(name, value(false));
      next = separated('}');
    }
    read();
    leave();
    return found;
  }

  /** Skip a comma, or stop at the end of the container. */
  private int separated(int end) throws IOException {
    int next = skip();
    if (next == ',') {
      read();
      return skip();
    }
    if (next != end) {
      throw wrong("needs a comma between two values");
    }
    return next;
  }

  /** Bytes in double braces: base64 or a string. */
  private JsonNode bytes() throws IOException {
    read();
    int next = white();
    byte[] found;
    if (next == '"' || next == '\'') {
      String text = next == '"' ? quoted() : longText();
      found = text.getBytes(StandardCharsets.ISO_8859_1);
      white();
    } else {
      StringBuilder text = new StringBuilder();
      while (next >= 0 && next != '}') {
        text.append((char) read());
        next = white();
      }
      try {
        found = Base64.getDecoder().decode(text.toString());
      } catch (IllegalArgumentException err) {
        throw wrong("contains invalid base64");
      }
    }
    if (read() != '}' || read() != '}') {
      throw wrong("contains a blob without an end");
    }
    return NODES.binaryNode(found);
  }

  /** A string in quotation marks. */
  private String quoted() throws IOException {
    int mark = read();
    StringBuilder found = new StringBuilder();
    int next = read();
    while (next != mark) {
      character(found, next);
      next = read();
    }
    return found.toString();
  }

  /** Return whether three quotation marks follow. */
  private boolean isLong() throws IOException {
    read();
    int second = content.read();
    int third = second == '\'' ? content.read() : -1;
    if (third >= 0) {
      content.unread(third);
    }
    if (second >= 0) {
      content.unread(second);
    }
    content.unread('\'');
    return second == '\'' && third == '\'';
  }

  /** Triple-quoted strings. Adjacent ones are concatenated. */
  private String longText() throws IOException {
    StringBuilder found = new StringBuilder();
    do {
      for (int i = 0; i < 3; i++) {
        read();
      }
      while (peek() != '\'' || !isLong()) {
        int next = read();
        if (next == '\r') { // the end of a line is the same everywhere
          next = '\n';
          if (peek() == '\n') {
            read();
          }
        }
        character(found, next);
      }
      for (int i = 0; i < 3; i++) {
        read();
      }
    } while (skip() == '\'' && isLong());
    return found.toString();
  }

  private void character(StringBuilder found, int next) throws IOException {
    if (next < 0) {
      throw wrong("ends in the middle of a string");
    }
    if (found.length() > LONGEST) {
      throw wrong("contains a string longer than " + LONGEST + " characters");
    }
    if (next != '\\') {
      found.append((char) next);
      return;
    }
    int escape = read();
    int place = "abtnfrv0".indexOf(escape);
    if (place >= 0) {
      found.append("\u0007\b\t\n\f\r\u000b\0".charAt(place));
    } else if (escape == 'x' || escape == 'u' || escape == 'U') {
      found.appendCodePoint(code(escape == 'x' ? 2 : escape == 'u' ? 4 : 8));
    } else if (escape == '\r' || escape == '\n') {
      if (escape == '\r' && peek() == '\n') {
        read();
      }
    } else if ("\"'?\\/".indexOf(escape) >= 0 && escape >= 0) {
      found.append((char) escape);
    } else {
      throw wrong("contains an invalid escape");
    }
  }

  private int code(int digits) throws IOException {
    int found = 0;
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit(read(), 16);
      if (digit < 0) {
        throw wrong("contains an escape without digits");
      }
      found = found << 4 | digit;
    }
    if (!Character.isValidCodePoint(found)) {
      throw wrong("contains an escape of an invalid character");
    }
    return found;
  }

  private String word() throws IOException {
    StringBuilder found = new StringBuilder();
    int next = peek();
    while (isWord(next) || (next >= '0' && next <= '9' && found.length() > 0)) {
      found.append((char) read());
      next = peek();
    }
    if (found.length() == 0) {
      throw wrong(
          "has " + (next < 0 ? "its end" : "'" + (char) next + "'") + " where a name should be");
    }
    return found.toString();
  }

  private static boolean isWord(int next) {
    return (next >= 'a' && next <= 'z')
        || (next >= 'A' && next <= 'Z')
        || next == '_'
        || next == '$';
  }

  /** A number or a time, up to the next delimiter. */
  private String token() throws IOException {
    StringBuilder found = new StringBuilder();
    int next = peek();
    while (next >= 0 && "{}[](),\"' \t\n\r\u000b\f/".indexOf(next) < 0) {
      found.append((char) read());
      next = peek();
    }
    if (found.length() == 0) {
      throw wrong("has '" + (char) next + "' where a value should be");
    }
    return found.toString();
  }

  private String operator() throws IOException {
    StringBuilder found = new StringBuilder();
    while (peek() >= 0 && OPERATORS.indexOf(peek()) >= 0) {
      found.append((char) read());
    }
    return found.toString();
  }

  /** Return whether an operator follows, rather than a signed number. */
  private boolean isOperator(int next) throws IOException {
    if (OPERATORS.indexOf(next) < 0) {
      return false;
    }
    if (next != '-' && next != '+') {
      return true;
    }
    read();
    int second = peek();
    content.unread(next);
    return !(second == 'i' || (next == '-' && second >= '0' && second <= '9'));
  }

  /** Skip white space and comments. Return the next character without reading it, or -1. */
  private int skip() throws IOException {
    int next = white();
    while (next == '/') {
      read();
      int second = peek();
      if (second == '/') {
        while (peek() >= 0 && peek() != '\n' && peek() != '\r') {
          read();
        }
      } else if (second == '*') {
        read();
        int last = read();
        while (last >= 0 && !(last == '*' && peek() == '/')) {
          last = read();
        }
        read();
      } else {
        content.unread('/');
        return next;
      }
      next = white();
    }
    return next;
  }

  private int white() throws IOException {
    int next = peek();
    while (next >= 0 && " \t\n\r\u000b\f".indexOf(next) >= 0) {
      read();
      next = peek();
    }
    return next;
  }

  private int peek() throws IOException {
    int next = content.read();
    if (next >= 0) {
      content.unread(next);
    }
    return next;
  }

  private int read() throws IOException {
    return content.read();
  }

  private static IOException wrong(String what) {
    return new IOException("the text isn't valid Ion: it " + what);
  }
}
