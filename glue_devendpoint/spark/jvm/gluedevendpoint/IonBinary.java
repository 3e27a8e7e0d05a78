package gluedevendpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Ion's binary form: each value starts with its type and length. */
class IonBinary extends IonValues {
  private static final int LARGEST = 1 << 28;
  private static final int PIECE = 1 << 16;
  private static final byte[] MARK = {1, 0, (byte) 0xea};

  private final InputStream content;

  IonBinary(InputStream content) {
    this.content = content;
  }

  public void close() throws IOException {
    content.close();
  }

  JsonNode next() throws IOException {
    int head = content.read();
    while (head >= 0) {
      JsonNode found = head == 0xe0 ? mark() : value(head);
      if (found != null) {
        return found;
      }
      head = content.read();
    }
    return null;
  }

  /** Start over, as a version marker requires. */
  private JsonNode mark() throws IOException {
    if (!java.util.Arrays.equals(content.readNBytes(3), MARK)) {
      throw new IOException("the Ion version isn't 1.0");
    }
    forget();
    return null;
  }

  /** A value of the stream, or null for padding and symbol tables. */
  private JsonNode value(int head) throws IOException {
    int kind = head >> 4;
    long length = head & 0xf;
    if (length == 14 || (kind == 13 && length == 1)) {
      length = 0;
      int next;
      do {
        next = content.read();
        if (next < 0) {
          throw new EOFException("an Ion value is truncated");
        }
        length = length << 7 | next & 0x7f;
        checked(length);
      } while (next < 0x80);
    } else if (length == 15 || kind == 1) {
      length = 0;
    }
    ByteBuffer body = ByteBuffer.wrap(read((int) length));
    try {
      if (kind == 14) {
        List annotations = annotations(body);
        JsonNode found = value(body);
        boolean isStruct = found instanceof ObjectNode;
        if (isStruct && isTable((ObjectNode) found, annotations)) {
          learn(found);
          return null;
        }
        return found;
      }
      return value(kind, head & 0xf, body);
    } catch (BufferUnderflowException err) {
      throw new IOException("an Ion value is longer than its container", err);
    }
  }

  /** Read bytes in pieces, so that a damaged length can't exhaust the memory. */
  private byte[] read(int length) throws IOException {
    java.io.ByteArrayOutputStream found = new java.io.ByteArrayOutputStream(Math.min(length, PIECE));
    int left = length;
    while (left > 0) {
      byte[] piece = content.readNBytes(Math.min(left, PIECE));
      if (piece.length == 0) {
        throw new EOFException("an Ion value is truncated");
      }
      found.write(piece, 0, piece.length);
      left -= piece.length;
    }
    return found.toByteArray();
  }

  private static int checked(long length) throws IOException {
    if (length > LARGEST) {
      throw new IOException("an Ion value is larger than " + LARGEST + " bytes");
    }
    return (int) length;
  }

  /** A nested value, or null for padding. */
  private JsonNode value(ByteBuffer in) throws IOException {
    int head = in.get() & 0xff;
    int kind = head >> 4;
    int low = head & 0xf;
    int length = low;
    if (low == 14 || (kind == 13 && low == 1)) {
      length = checked(unsigned(in));
    } else if (low == 15 || kind == 1) {
      length = 0;
    }
    ByteBuffer body = part(in, length);
    if (kind == 14) {
      annotations(body);
      return value(body);
    }
    return value(kind, low, body);
  }

  private JsonNode value(int kind, int low, ByteBuffer in) throws IOException {
    if (kind == 15) {
      throw new IOException("invalid Ion type 15");
    }
    if (low == 15) {
      return NODES.nullNode();
    }
    switch (kind) {
      case 0:
        return null;
      case 1:
        return NODES.booleanNode(low == 1);
      case 2:
        return NODES.numberNode(new BigInteger(1, rest(in)));
      case 3:
        return NODES.numberNode(new BigInteger(-1, rest(in)));
      case 4:
        return floating(in);
      case 5:
        return NODES.numberNode(in.hasRemaining() ? decimal(in) : BigDecimal.ZERO);
      case 6:
        return timestamp(in);
      case 7:
        return NODES.textNode(symbol(new BigInteger(1, rest(in)).longValue()));
      case 8:
        return NODES.textNode(new String(rest(in), StandardCharsets.UTF_8));
      case 9:
      case 10:
        return NODES.binaryNode(rest(in));
      case 13:
        return struct(in);
      default:
        return list(in);
    }
  }

  private static JsonNode floating(ByteBuffer in) throws IOException {
    switch (in.remaining()) {
      case 0:
        return NODES.numberNode(0.0);
      case 4:
        return NODES.numberNode((double) in.getFloat());
      case 8:
        return NODES.numberNode(in.getDouble());
      default:
        throw new IOException("an Ion float has an invalid length of " + in.remaining() + " bytes");
    }
  }

  private JsonNode list(ByteBuffer in) throws IOException {
    enter();
    ArrayNode found = NODES.arrayNode();
    while (in.hasRemaining()) {
      JsonNode each = value(in);
      if (each != null) {
        found.add(each);
      }
    }
    leave();
    return found;
  }

  private JsonNode struct(ByteBuffer in) throws IOException {
    enter();
    ObjectNode found = NODES.objectNode();
    while (in.hasRemaining()) {
      String name = symbol(unsigned(in));
      JsonNode each = value(in);
      if (each != null) {
        found.set(name, each);
      }
    }
    leave();
    return found;
  }

  private List annotations(ByteBuffer in) throws IOException {
    ByteBuffer numbers = part(in, checked(unsigned(in)));
    List found = new ArrayList();
    while (numbers.hasRemaining()) {
      found.add(symbol(unsigned(numbers)));
    }
    return Collections.unmodifiableList(found);
  }

  private static JsonNode timestamp(ByteBuffer in) throws IOException {
    signed(in); // the zone in which the time was told; the parts that follow are in UTC
    int[] parts = {(int) unsigned(in), 1, 1, 0, 0};
    for (int i = 1; i < 5 && in.hasRemaining(); i++) {
      parts[i] = (int) unsigned(in);
    }
    BigDecimal seconds = BigDecimal.valueOf(in.hasRemaining() ? unsigned(in) : 0);
    if (in.hasRemaining()) {
      seconds = seconds.add(decimal(in));
    }
    return time(parts, seconds, 0);
  }

  /** A decimal: an exponent, then the coefficient as sign and magnitude. */
  private static BigDecimal decimal(ByteBuffer in) throws IOException {
    long exponent = signed(in);
    if (Math.abs(exponent) > 1 << 24) {
      throw new IOException("an Ion decimal has an unsupported exponent: " + exponent);
    }
    byte[] digits = rest(in);
    int sign = 1;
    if (digits.length > 0 && digits[0] < 0) {
      sign = -1;
      digits[0] &= 0x7f;
    }
    BigInteger found = new BigInteger(1, digits);
    return new BigDecimal(sign < 0 ? found.negate() : found, (int) -exponent);
  }

  private static long unsigned(ByteBuffer in) throws IOException {
    long found = 0;
    int next;
    do {
      next = in.get();
      if (found >> 55 != 0) {
        throw new IOException("a number of Ion's is too large");
      }
      found = found << 7 | next & 0x7f;
    } while (next >= 0);
    return found;
  }

  private static long signed(ByteBuffer in) throws IOException {
    int first = in.get();
    boolean isNegative = (first & 0x40) != 0;
    long found = first & 0x3f;
    int next = first;
    while (next >= 0) {
      next = in.get();
      if (found >> 55 != 0) {
        throw new IOException("a number of Ion's is too large");
      }
      found = found << 7 | next & 0x7f;
    }
    return isNegative ? -found : found;
  }

  private static ByteBuffer part(ByteBuffer in, int length) {
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer found = (ByteBuffer) in.slice();
    found.limit(length);
    in.position(in.position() + length);
    return found;
  }

  private static byte[] rest(ByteBuffer in) {
    byte[] found = new byte[in.remaining()];
    in.get(found);
    return found;
  }
}
