package gluedevendpoint;

import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session's Hadoop settings, in which the file systems for S3 stay those of the session.
 *
 * <p>Many scripts for AWS Glue set {@code fs.s3.impl} to S3A or EMRFS. Where buckets are local,
 * those can't work, so such settings are noted once and have no effect.
 */
class BucketSettings extends Configuration {
  static final String BUCKETS = BucketFileSystem.class.getName();

  private static final Logger LOG = LoggerFactory.getLogger("glue-devendpoint");
  private static final String SCHEMES = "s3[an]?";
  private static final String CLIENTS =
      "(org\\.apache\\.hadoop\\.fs\\.s3|com\\.amazon\\.|com\\.amazonaws\\.|com\\.databricks\\.s3)"
          + ".*";
  private static final Set NOTED = Collections.newSetFromMap(new ConcurrentHashMap());

  BucketSettings(Configuration settings) {
    super(settings);
  }

  public void set(String name, String value, String source) {
    if (isFileSystem(name) && isClient(value)) {
      noteFileSystem(name);
    } else {
      super.set(name, value, source);
    }
  }

  /** Whether a setting says which class reads S3. */
  static boolean isFileSystem(String name) {
    return name.matches("fs\\.(AbstractFileSystem\\.)?" + SCHEMES + "\\.impl");
  }

  /** Whether a class is a known client of S3. */
  static boolean isClient(String value) {
    return value != null && value.matches(CLIENTS);
  }

  static void noteFileSystem(String name) {
    note(name, "s3:// paths are buckets of glue-devendpoint. Use its setting \"buckets\" to put"
        + " buckets on an S3 server.");
  }

  static void note(String name, String reason) {
    if (NOTED.add(name)) {
      LOG.warn("Ignored the setting " + name + ": " + reason);
    }
  }
}
