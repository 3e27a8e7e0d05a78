package gluedevendpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;

/**
 * Concatenated BSON documents as lines of JSON.
 *
 * <p>Types that JSON doesn't have become text: object IDs, decimals, times, and bytes in base64.
 */
class BsonLines extends RecordLines {
  private static final int LARGEST = 1 << 24;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ObjectMapper mapper = new ObjectMapper();
  private final InputStream content;

  BsonLines(InputStream content) {
    this.content = content;
  }

  byte[] next() throws IOException {
    byte[] head = content.readNBytes(4);
    if (head.length == 0) {
      return null;
    }
    int length = head.length < 4 ? 0 : ordered(head).getInt();
    if (length < 5 || length > LARGEST) {
      throw new IOException("invalid start of a BSON document");
    }
    byte[] rest = content.readNBytes(length - 4);
    if (rest.length < length - 4) {
      throw new EOFException("a BSON document is truncated");
    }
    try {
      return mapper.writeValueAsBytes(document(ordered(rest)));
    } catch (BufferUnderflowException err) {
      throw new IOException("a value is longer than its BSON document", err);
    }
  }

  public void close() throws IOException {
    content.close();
  }

  private static ByteBuffer ordered(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ObjectNode document(ByteBuffer in) throws IOException {
    ObjectNode found = NODES.objectNode();
    byte kind = in.get();
    while (kind != 0) {
      String name = name(in);
      found.set(name, value(kind, in));
      kind = in.get();
    }
    return found;
  }

  private static JsonNode value(byte kind, ByteBuffer in) throws IOException {
    switch (kind) {
      case 0x01:
        return NODES.numberNode(in.getDouble());
      case 0x02:
      case 0x0d:
      case 0x0e:
        byte[] text = bytes(in, in.getInt());
        return NODES.textNode(new String(text, 0, text.length - 1, StandardCharsets.UTF_8));
      case 0x03:
        in.getInt();
        return document(in);
      case 0x04:
        in.getInt();
        return values(document(in));
      case 0x05:
        int length = in.getInt();
        in.get();
        return NODES.binaryNode(bytes(in, length));
      case 0x07:
        return NODES.textNode(hexadecimal(bytes(in, 12)));
      case 0x08:
        return NODES.booleanNode(in.get() != 0);
      case 0x09:
        return NODES.textNode(Instant.ofEpochMilli(in.getLong()).toString());
      case 0x0b:
        return NODES.textNode("/" + name(in) + "/" + name(in));
      case 0x10:
        return NODES.numberNode(in.getInt());
      case 0x11:
      case 0x12:
        return NODES.numberNode(in.getLong());
      case 0x13:
        long low = in.getLong();
        return NODES.textNode(decimal(in.getLong(), low));
      case 0x06:
      case 0x0a:
      case 0x7f:
      case -1:
        return NODES.nullNode();
      default:
        throw new IOException("unknown BSON type " + kind);
    }
  }

  private static ArrayNode values(ObjectNode numbered) {
    ArrayNode found = NODES.arrayNode();
    for (Iterator each = numbered.elements(); each.hasNext(); ) {
      found.add((JsonNode) each.next());
    }
    return found;
  }

  private static String name(ByteBuffer in) {
    int start = in.position();
    while (in.get() != 0) {}
    int length = in.position() - start - 1;
    return new String(in.array(), start, length, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] found = new byte[length];
    in.get(found);
    return found;
  }

  private static String hexadecimal(byte[] bytes) {
    StringBuilder found = new StringBuilder();
    for (int i = 0; i < bytes.length; i++) {
      found.append(Character.forDigit((bytes[i] >> 4) & 0xf, 16));
      found.append(Character.forDigit(bytes[i] & 0xf, 16));
    }
    return found.toString();
  }

  /** A decimal with 34 digits: a sign, a 14-bit exponent and an integer. */
  private static String decimal(long high, long low) {
    String sign = high < 0 ? "-" : "";
    int combination = (int) (high >>> 58) & 0x1f;
    if (combination == 0x1f) {
      return "NaN";
    }
    if (combination == 0x1e) {
      return sign + "Infinity";
    }
    boolean isTooLarge = (combination >> 3) == 3; // more than 34 digits, which means zero
    int exponent = (int) (high >>> (isTooLarge ? 47 : 49)) & 0x3fff;
    BigInteger digits = BigInteger.ZERO;
    if (!isTooLarge) {
      digits = BigInteger.valueOf(high & 0x1ffffffffffffL).shiftLeft(64);
      digits = digits.add(new BigInteger(Long.toUnsignedString(low)));
    }
    return sign + new BigDecimal(digits, 6176 - exponent);
  }
}
