package gluedevendpoint;

import java.net.URI;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.apache.spark.sql.execution.datasources.InsertIntoHadoopFsRelationCommand;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * A session extension that lets Spark overwrite data at the top of a bucket.
 *
 * <p>Spark derives the path to delete from the parent and the name of the path it writes to. The
 * top of a bucket has neither, and Spark ends with "Can not create a Path from an empty string".
 */
public class BucketWrites extends AbstractFunction1 {
  public Object apply(Object extensions) {
    ((SparkSessionExtensions) extensions).injectOptimizerRule(new Builder());
    return BoxedUnit.UNIT;
  }

  private static class Builder extends AbstractFunction1 {
    public Object apply(Object session) {
      return new WriteToTop();
    }
  }

  private static class WriteToTop extends Rule {
    public TreeNode apply(TreeNode plan) {
      if (!(plan instanceof InsertIntoHadoopFsRelationCommand)) {
        return plan;
      }
      InsertIntoHadoopFsRelationCommand write = (InsertIntoHadoopFsRelationCommand) plan;
      Path path = write.outputPath();
      if (!path.isRoot() || path instanceof Top || path.toUri().getAuthority() == null) {
        return plan;
      }
      return write.copy(
          new Top(path.toUri()),
          write.staticPartitions(),
          write.ifPartitionNotExists(),
          write.partitionColumns(),
          write.bucketSpec(),
          write.fileFormat(),
          write.options(),
          write.query(),
          write.mode(),
          write.catalogTable(),
          write.fileIndex(),
          write.outputColumnNames());
    }
  }

  /** The top of a bucket, as a path to which names can be added. */
  private static class Top extends Path {
    Top(URI uri) {
      super(uri);
    }

    public Path makeQualified(URI uri, Path workingDirectory) {
      return this;
    }

    public Path suffix(String added) {
      return added.isEmpty() ? this : new Path(toUri().getScheme(), toUri().getAuthority(), added);
    }
  }
}
