package gluedevendpoint;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.VersionInfo;

/** A bucket on an S3 server that Spark lacks the JAR files for. Every call fails and names them. */
class MissingFileSystem extends ReadOnlyFileSystem {
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    throw refusal(path);
  }

  public FileStatus getFileStatus(Path path) throws IOException {
    throw refusal(path);
  }

  public FileStatus[] listStatus(Path path) throws IOException {
    throw refusal(path);
  }

  IOException refusal(Path path) {
    return new IOException(
        "can't reach the bucket "
            + getUri().getHost()
            + ": Spark lacks the JAR files for S3; start Spark with the setting"
            + " spark.jars.packages=org.apache.hadoop:hadoop-aws:"
            + VersionInfo.getVersion());
  }
}
