package gluedevendpoint;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.hadoop.conf.Configurable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionInputStream;
import org.apache.hadoop.io.compress.CompressionOutputStream;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.io.compress.GzipCodec;
import org.apache.hadoop.io.compress.Lz4Codec;
import org.apache.hadoop.io.compress.SnappyCodec;
import org.apache.hadoop.util.ReflectionUtils;

/**
 * Decodes files by their content: decompresses them, and turns documents into lines of JSON.
 *
 * <p>The table states what the first bytes don't show: Hadoop's framings of lz4 and snappy, raw
 * snappy, where the records of JSON documents are, and the number of header lines.
 */
public class DecodedCodec implements CompressionCodec, Configurable {
  private static final int LARGEST_BLOCK = 1 << 24;
  private static final int HEAD = 10;

  private Configuration conf = new Configuration(false);

  public void setConf(Configuration conf) {
    this.conf = conf;
  }

  public Configuration getConf() {
    return conf;
  }

  public String getDefaultExtension() {
    return DecodedFileSystem.ENDING;
  }

  public CompressionInputStream createInputStream(InputStream in) throws IOException {
    InputStream content = decompressed(in);
    String records = conf.get("glue.decoded.records", "");
    if (records.equals("bson")) {
      content = new BsonLines(content);
    } else if (records.equals("ion")) {
      content = new IonLines(content);
    } else if (records.equals("json")) {
      String path = conf.get("glue.decoded.path", "[]");
      content = new JsonLines(content, path, conf.get("glue.decoded.wrap", ""));
    }
    int skipped = conf.getInt("glue.decoded.skip", 0);
    if (skipped > 0) {
      content = afterLines(content, skipped);
    }
    return new Content(content);
  }

  public CompressionInputStream createInputStream(InputStream in, Decompressor decompressor)
      throws IOException {
    return createInputStream(in);
  }

  public Class<? extends Decompressor> getDecompressorType() {
    return null;
  }

  public Decompressor createDecompressor() {
    return null;
  }

  public CompressionOutputStream createOutputStream(OutputStream out) throws IOException {
    throw new IOException("files that are decoded on reading can't be written");
  }

  public CompressionOutputStream createOutputStream(OutputStream out, Compressor compressor)
      throws IOException {
    return createOutputStream(out);
  }

  public Class<? extends Compressor> getCompressorType() {
    return null;
  }

  public Compressor createCompressor() {
    return null;
  }

  private InputStream decompressed(InputStream raw) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, 1 << 16);
    in.mark(HEAD);
    byte[] head = in.readNBytes(HEAD);
    in.reset();
    if (startsWith(head, new int[] {0x1f, 0x8b})) {
      return hadoops(GzipCodec.class, in);
    }
    if (startsWith(head, new int[] {'B', 'Z', 'h'})) {
      return hadoops(BZip2Codec.class, in);
    }
    if (startsWith(head, new int[] {'P', 'K', 3, 4})) {
      return onlyMember(in);
    }
    if (startsWith(head, new int[] {0x28, 0xb5, 0x2f, 0xfd})) {
      return new com.github.luben.zstd.ZstdInputStream(in);
    }
    if (startsWith(head, new int[] {4, 0x22, 0x4d, 0x18})) {
      return new net.jpountz.lz4.LZ4FrameInputStream(in);
    }
    if (startsWith(head, new int[] {0xff, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'})) {
      return new org.xerial.snappy.SnappyFramedInputStream(in, false);
    }
    String stated = conf.get("glue.decoded.compression", "");
    if (stated.equals("lz4")) {
      return hadoops(Lz4Codec.class, in);
    }
    if (!stated.equals("snappy")) {
      return in;
    }
    if (!isHadoopSnappy(head)) {
      return new ByteArrayInputStream(org.xerial.snappy.Snappy.uncompress(in.readAllBytes()));
    }
    return hadoops(SnappyCodec.class, in);
  }

  /** The content after a number of lines that aren't blank. */
  private static InputStream afterLines(InputStream content, int count) throws IOException {
    BufferedInputStream in = new BufferedInputStream(content, 1 << 16);
    int left = count;
    boolean isBlank = true;
    for (int each = in.read(); each >= 0; each = in.read()) {
      if (each == '\n') {
        left -= isBlank ? 0 : 1;
        isBlank = true;
        if (left == 0) {
          break;
        }
      } else {
        isBlank = isBlank && Character.isWhitespace(each);
      }
    }
    return in;
  }

  private InputStream hadoops(Class<? extends CompressionCodec> kind, InputStream in)
      throws IOException {
    CompressionCodec codec = (CompressionCodec) ReflectionUtils.newInstance(kind, conf);
    return codec.createInputStream(in);
  }

  /** Like Glue, reads only archives with one file. */
  private static InputStream onlyMember(InputStream in) throws IOException {
    ZipInputStream archive = new ZipInputStream(in);
    ZipEntry entry = archive.getNextEntry();
    while (entry != null && entry.isDirectory()) {
      entry = archive.getNextEntry();
    }
    return entry == null ? new ByteArrayInputStream(new byte[0]) : new OnlyMember(archive);
  }

  private static boolean isHadoopSnappy(byte[] head) {
    if (head.length < 8) {
      return false;
    }
    long declared = number(head, 0);
    long chunk = number(head, 4);
    return declared > 0 && declared <= LARGEST_BLOCK && chunk > 0
        && chunk <= 32 + declared + declared / 6;
  }

  private static long number(byte[] bytes, int at) {
    long found = 0;
    for (int i = at; i < at + 4; i++) {
      found = (found << 8) | (bytes[i] & 0xff);
    }
    return found;
  }

  private static boolean startsWith(byte[] head, int[] magic) {
    if (head.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((head[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** The only file of an archive. A second file is an error, so that no rows are lost. */
  private static class OnlyMember extends InputStream {
    private final ZipInputStream archive;

    OnlyMember(ZipInputStream archive) {
      this.archive = archive;
    }

    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = archive.read(buffer, offset, length);
      if (count < 0) {
        ZipEntry next = archive.getNextEntry();
        while (next != null) {
          if (!next.isDirectory()) {
            throw new IOException(
                "the zip archive contains several files; only archives with one file are"
                    + " supported");
          }
          next = archive.getNextEntry();
        }
      }
      return count;
    }

    public void close() throws IOException {
      archive.close();
    }
  }

  /** A sequential stream. Not all streams know what is available before the first byte. */
  private static class Sequential extends FilterInputStream {
    Sequential(InputStream in) {
      super(in);
    }

    public int available() {
      return 0;
    }
  }

  /** Decoded content as the stream type that Hadoop requires. */
  private static class Content extends CompressionInputStream {
    Content(InputStream in) throws IOException {
      super(new Sequential(in));
    }

    public int read() throws IOException {
      return in.read();
    }

    public int read(byte[] buffer, int offset, int length) throws IOException {
      return in.read(buffer, offset, length);
    }

    public void resetState() {}
  }
}
