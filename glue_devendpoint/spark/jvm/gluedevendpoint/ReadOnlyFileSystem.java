package gluedevendpoint;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** A read-only file system; each subclass gives the reason. */
abstract class ReadOnlyFileSystem extends FileSystem {
  private URI uri;

  /** The error for attempts to change a path. */
  abstract IOException refusal(Path path);

  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    setConf(conf);
    String authority = name.getAuthority();
    this.uri = URI.create(name.getScheme() + (authority == null ? ":///" : "://" + authority));
  }

  public URI getUri() {
    return uri;
  }

  public Path getWorkingDirectory() {
    return new Path(uri.getScheme(), uri.getAuthority(), "/");
  }

  public void setWorkingDirectory(Path path) {}

  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    throw refusal(path);
  }

  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress)
      throws IOException {
    throw refusal(path);
  }

  public boolean rename(Path from, Path to) throws IOException {
    throw refusal(from);
  }

  public boolean delete(Path path, boolean recursive) throws IOException {
    throw refusal(path);
  }

  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    throw refusal(path);
  }
}
