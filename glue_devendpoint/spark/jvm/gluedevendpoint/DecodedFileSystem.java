package gluedevendpoint;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Files of another file system, with the extension ".decoded" added to their names.
 *
 * <p>Hadoop chooses a codec only by a file's extension. Below decoded-s3:// or decoded-file://
 * every file has the extension of DecodedCodec, which looks at the content instead.
 */
public class DecodedFileSystem extends ReadOnlyFileSystem {
  static final String ENDING = ".decoded";

  private FileSystem inner;

  /** The prefix of the other file system's scheme. */
  String prefix() {
    return "decoded-";
  }

  /** The suffix of the names of its files. */
  String ending() {
    return ENDING;
  }

  FileSystem inner() {
    return inner;
  }

  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    this.inner = encoded(getWorkingDirectory()).getFileSystem(conf);
  }

  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return inner.open(encoded(path), bufferSize);
  }

  public FileStatus getFileStatus(Path path) throws IOException {
    return shown(inner.getFileStatus(encoded(path)));
  }

  public FileStatus[] listStatus(Path path) throws IOException {
    FileStatus[] found = inner.listStatus(encoded(path));
    FileStatus[] shown = new FileStatus[found.length];
    for (int i = 0; i < found.length; i++) {
      shown[i] = shown(found[i]);
    }
    return shown;
  }

  IOException refusal(Path path) {
    return new IOException(
        encoded(path)
            + " belongs to a table whose files are decoded on reading; you can't write to such"
            + " tables. Write to another table.");
  }

  Path encoded(Path path) {
    URI given = path.toUri();
    String name = given.getPath();
    if (name.endsWith(ending())) {
      name = name.substring(0, name.length() - ending().length());
    }
    String scheme = given.getScheme();
    if (scheme != null && scheme.startsWith(prefix())) {
      scheme = scheme.substring(prefix().length());
    }
    return new Path(scheme, given.getAuthority(), name);
  }

  FileStatus shown(FileStatus found) throws IOException {
    String name = found.getPath().toUri().getPath();
    if (!found.isDirectory()) {
      name += ending();
    }
    return new FileStatus(
        found.getLen(),
        found.isDirectory(),
        found.getReplication(),
        found.getBlockSize(),
        found.getModificationTime(),
        found.getAccessTime(),
        found.getPermission(),
        found.getOwner(),
        found.getGroup(),
        new Path(getUri().getScheme(), getUri().getAuthority(), name));
  }
}
