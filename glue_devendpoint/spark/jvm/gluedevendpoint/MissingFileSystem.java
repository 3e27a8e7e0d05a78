package gluedevendpoint;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.hadoop.util.VersionInfo;

/** A bucket on an S3 server that Spark has no jars to reach; whatever is asked, it names them. */
class MissingFileSystem extends FileSystem {
  private URI uri;

  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    setConf(conf);
    this.uri = URI.create(name.getScheme() + "://" + name.getAuthority());
  }

  public URI getUri() {
    return uri;
  }

  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    throw missing();
  }

  public FileStatus getFileStatus(Path path) throws IOException {
    throw missing();
  }

  public FileStatus[] listStatus(Path path) throws IOException {
    throw missing();
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
    throw missing();
  }

  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress)
      throws IOException {
    throw missing();
  }

  public boolean rename(Path from, Path to) throws IOException {
    throw missing();
  }

  public boolean delete(Path path, boolean recursive) throws IOException {
    throw missing();
  }

  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    throw missing();
  }

  private IOException missing() {
    return new IOException(
        "the bucket "
            + uri.getHost()
            + " is on an S3 server, and Spark has no jars to reach it; start Spark with the setting"
            + " spark.jars.packages=org.apache.hadoop:hadoop-aws:"
            + VersionInfo.getVersion());
  }
}
