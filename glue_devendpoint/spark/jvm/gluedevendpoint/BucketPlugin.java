package gluedevendpoint;

import java.lang.reflect.Field;
import java.util.Collections;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/** Keeps the session's file systems for S3 when a script's settings name others. */
public class BucketPlugin implements SparkPlugin {
  private static final String[] SCHEMES = {"s3", "s3a", "s3n"};

  public DriverPlugin driverPlugin() {
    return new AtStart();
  }

  public ExecutorPlugin executorPlugin() {
    return null;
  }

  private static class AtStart implements DriverPlugin {
    public Map init(SparkContext context, PluginContext plugin) {
      Configuration settings = context.hadoopConfiguration();
      boolean isOurs = true;
      for (int i = 0; i < SCHEMES.length; i++) {
        isOurs &= keep(context, settings, SCHEMES[i]);
      }
      if (isOurs) {
        replace(context, new BucketSettings(settings));
      }
      return Collections.emptyMap();
    }

    /** Returns whether the session's buckets are those of a scheme. */
    private static boolean keep(SparkContext context, Configuration settings, String scheme) {
      String name = "fs." + scheme + ".impl";
      String given = settings.get(name);
      if (BucketSettings.BUCKETS.equals(given)) {
        drop(context, settings, "fs.AbstractFileSystem." + scheme + ".impl");
        return true;
      }
      boolean isOfScript = BucketSettings.BUCKETS.equals(System.getProperty("spark.hadoop." + name));
      if (!BucketSettings.isClient(given)
          || !isOfScript && settings.getClassByNameOrNull(given) != null) {
        return false;
      }
      settings.set(name, BucketSettings.BUCKETS);
      BucketSettings.noteFileSystem(name);
      drop(context, settings, "fs.AbstractFileSystem." + scheme + ".impl");
      return true;
    }

    private static void drop(SparkContext context, Configuration settings, String name) {
      if (!BucketSettings.isClient(settings.get(name))) {
        return;
      }
      settings.unset(name);
      if (context.conf().contains("spark.hadoop." + name)) {
        BucketSettings.noteFileSystem(name);
      }
    }

    private static void replace(SparkContext context, Configuration settings) {
      try {
        Field field = SparkContext.class.getDeclaredField("_hadoopConfiguration");
        field.setAccessible(true);
        field.set(context, settings);
      } catch (ReflectiveOperationException err) {
        throw new IllegalStateException(err);
      }
    }
  }
}
