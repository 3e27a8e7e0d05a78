package gluedevendpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathFilter;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.viewfs.ViewFileSystemOverloadScheme;
import org.apache.hadoop.util.functional.RemoteIterators;

/**
 * Buckets: Hadoop's view file system, whose files at the top of a bucket have complete statuses.
 *
 * <p>Hadoop looks up the permissions of a local file when they are needed, by its path. The view
 * file system replaces the paths at the top of a bucket, where the lookup then fails.
 */
public class BucketFileSystem extends ViewFileSystemOverloadScheme {
  public BucketFileSystem() throws IOException {}

  public FileStatus[] listStatus(Path path) throws IOException {
    FileStatus[] found = super.listStatus(path);
    if (path.isRoot()) {
      for (int i = 0; i < found.length; i++) {
        found[i] = complete(found[i]);
      }
    }
    return found;
  }

  protected RemoteIterator<LocatedFileStatus> listLocatedStatus(Path path, PathFilter filter)
      throws IOException {
    if (!path.isRoot()) {
      return super.listLocatedStatus(path, filter);
    }
    List<LocatedFileStatus> located = new ArrayList<LocatedFileStatus>();
    for (FileStatus each : listStatus(path, filter)) {
      located.add(
          new LocatedFileStatus(
              each, each.isFile() ? getFileBlockLocations(each, 0, each.getLen()) : null));
    }
    return RemoteIterators.remoteIteratorFromIterable(located);
  }

  private static FileStatus complete(FileStatus found) {
    return new FileStatus(
        found.getLen(),
        found.isDirectory(),
        found.getReplication(),
        found.getBlockSize(),
        found.getModificationTime(),
        found.getPath());
  }
}
