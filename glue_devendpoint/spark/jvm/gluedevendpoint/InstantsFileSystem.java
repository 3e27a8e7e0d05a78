package gluedevendpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.TimeZone;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.orc.FileFormatException;
import org.apache.orc.OrcFile;
import org.apache.orc.OrcProto;
import org.apache.orc.Reader;
import org.apache.orc.StripeInformation;
import org.apache.orc.impl.RecordReaderImpl;

/**
 * ORC files of another file system, with timestamps with local time zone as plain timestamps.
 *
 * <p>Spark doesn't support ORC timestamps with local time zone, and fails on files that have one.
 * In files that are written and read in UTC, both types store the same numbers, so it is enough to
 * change the type in the file's footer.
 */
public class InstantsFileSystem extends DecodedFileSystem {
  String prefix() {
    return "instants-";
  }

  String ending() {
    return "";
  }

  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    FSDataInputStream content = super.open(path, bufferSize);
    Footer footer = footer(encoded(path));
    return footer == null ? content : new FSDataInputStream(new Refooted(content, footer));
  }

  FileStatus shown(FileStatus found) throws IOException {
    FileStatus shown = super.shown(found);
    Footer footer = found.isDirectory() ? null : footer(found.getPath());
    if (footer == null) {
      return shown;
    }
    return new FileStatus(
        footer.start + footer.bytes.length,
        false,
        shown.getReplication(),
        shown.getBlockSize(),
        shown.getModificationTime(),
        shown.getPath());
  }

  /** The changed footer of a file, or null if nothing needs to change. */
  private Footer footer(Path path) throws IOException {
    Reader reader;
    try {
      reader = OrcFile.createReader(path, OrcFile.readerOptions(getConf()).filesystem(inner()));
    } catch (FileFormatException err) {
      return null;
    }
    try {
      OrcProto.FileTail tail = reader.getFileTail();
      OrcProto.Footer plain = plain(tail.getFooter());
      if (plain == null) {
        return null;
      }
      check(path, reader);
      OrcProto.PostScript script = tail.getPostscript();
      long start =
          tail.getFileLength() - 1 - tail.getPostscriptLength() - script.getFooterLength();
      return new Footer(start, bytes(plain, script));
    } finally {
      reader.close();
    }
  }

  private static OrcProto.Footer plain(OrcProto.Footer given) {
    OrcProto.Footer.Builder changed = given.toBuilder();
    boolean isOther = false;
    for (int i = 0; i < given.getTypesCount(); i++) {
      OrcProto.Type type = given.getTypes(i);
      if (type.getKind() == OrcProto.Type.Kind.TIMESTAMP_INSTANT) {
        OrcProto.Type.Builder plain = type.toBuilder();
        plain.setKind(OrcProto.Type.Kind.TIMESTAMP);
        changed.setTypes(i, plain.build());
        isOther = true;
      }
    }
    return isOther ? changed.build() : null;
  }

  /** The two types store different numbers unless the time zone is UTC. */
  private static void check(Path path, Reader reader) throws IOException {
    TimeZone utc = TimeZone.getTimeZone("UTC");
    if (!TimeZone.getDefault().hasSameRules(utc)) {
      throw new IOException(
          path + " contains ORC timestamps with local time zone; to read them,"
              + " run Spark's Java in UTC (-Duser.timezone=UTC)");
    }
    RecordReaderImpl rows = (RecordReaderImpl) reader.rows();
    try {
      List stripes = reader.getStripes();
      for (int i = 0; i < stripes.size(); i++) {
        String zone = rows.readStripeFooter((StripeInformation) stripes.get(i)).getWriterTimezone();
        if (!zone.isEmpty() && !TimeZone.getTimeZone(zone).hasSameRules(utc)) {
          throw new IOException(
              path + " contains ORC timestamps with local time zone and was written in the zone "
                  + zone + "; Spark can only read such files if they were written in UTC");
        }
      }
    } finally {
      rows.close();
    }
  }

  /** The end of a file: footer, postscript and the postscript's length. */
  private static byte[] bytes(OrcProto.Footer footer, OrcProto.PostScript script)
      throws IOException {
    byte[] content = footer.toByteArray();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (script.getCompression() == OrcProto.CompressionKind.NONE) {
      out.write(content);
    } else {
      int most = (int) script.getCompressionBlockSize();
      for (int at = 0; at < content.length; at += most) {
        int length = Math.min(most, content.length - at);
        int header = length * 2 + 1; // the last bit says that this block is not compressed
        out.write(header);
        out.write(header >> 8);
        out.write(header >> 16);
        out.write(content, at, length);
      }
    }
    OrcProto.PostScript.Builder changed = script.toBuilder();
    changed.setFooterLength(out.size());
    byte[] end = changed.build().toByteArray();
    out.write(end);
    out.write(end.length);
    return out.toByteArray();
  }

  private static class Footer {
    final long start;
    final byte[] bytes;

    Footer(long start, byte[] bytes) {
      this.start = start;
      this.bytes = bytes;
    }
  }

  /** A file's content with a different end. */
  private static class Refooted extends FSInputStream {
    private final FSDataInputStream content;
    private final Footer footer;
    private long position = 0;

    Refooted(FSDataInputStream content, Footer footer) {
      this.content = content;
      this.footer = footer;
    }

    public void seek(long to) {
      position = to;
    }

    public long getPos() {
      return position;
    }

    public boolean seekToNewSource(long target) {
      return false;
    }

    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count;
      if (position < footer.start) {
        int wanted = (int) Math.min(length, footer.start - position);
        count = content.read(position, buffer, offset, wanted);
      } else {
        int at = (int) (position - footer.start);
        count = Math.min(length, footer.bytes.length - at);
        if (count <= 0) {
          return length == 0 ? 0 : -1;
        }
        System.arraycopy(footer.bytes, at, buffer, offset, count);
      }
      position += Math.max(count, 0);
      return count;
    }

    public void close() throws IOException {
      content.close();
    }
  }
}
