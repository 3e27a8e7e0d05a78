package gluedevendpoint;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.util.ReflectionUtils;

/** A bucket on an S3 server: Hadoop's file system, or one that names the missing JAR files. */
public class ServerFileSystem extends FilterFileSystem {
  private static final String S3A = "org.apache.hadoop.fs.s3a.S3AFileSystem";

  public void initialize(URI name, Configuration conf) throws IOException {
    try {
      fs = (FileSystem) ReflectionUtils.newInstance(conf.getClassByName(S3A), conf);
    } catch (ClassNotFoundException err) {
      fs = new MissingFileSystem(); // an error here would not reach whoever reads
    }
    fs.initialize(name, conf);
    super.initialize(name, conf);
  }
}
