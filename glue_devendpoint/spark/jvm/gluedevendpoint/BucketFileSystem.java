package gluedevendpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobExpander;
import org.apache.hadoop.fs.GlobFilter;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathFilter;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.hadoop.util.ReflectionUtils;

/**
 * Buckets in folders or on servers, with the settings of Hadoop's view file system.
 *
 * <p>Unlike the view file system, it can list, empty and fill a bucket at its top. Keys may contain
 * colons, and a bucket in a folder contains no checksum files. As in S3, files have no permissions.
 */
public class BucketFileSystem extends FileSystem {
  private static final String TARGET = "fs.viewfs.overload.scheme.target.";
  private static final String AWS = "(https?://)?([^/]*\\.)?amazonaws\\.com(\\.cn)?/?";

  private URI uri;
  private FileSystem target;
  private Path folder;
  private Path workingDirectory;

  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    String bucket = name.getAuthority();
    uri = URI.create(name.getScheme() + "://" + bucket);
    workingDirectory = new Path(name.getScheme(), bucket, "/");
    String link = conf.get("fs.viewfs.mounttable." + bucket + ".linkFallback");
    boolean hasDefault = conf.get(TARGET + name.getScheme() + ".impl") != null;
    String endpoint = hasDefault ? null : endpointSetting(bucket, conf);
    if (link == null && endpoint != null) {
      folder = new Path("s3a", bucket, "/");
      target = new ServerFileSystem();
      target.initialize(folder.toUri(), conf);
      return;
    }
    if (link == null && !hasDefault) {
      throw new IOException(
          "there is no bucket " + bucket + " for " + name + ": create a folder with its name in the"
              + " folder that contains the buckets");
    }
    folder = link == null ? workingDirectory : new Path(link);
    target = targetOf(folder.toUri(), conf);
    if (endpoint != null && folder.toUri().getScheme().equals("file")) {
      BucketSettings.note(endpoint, "s3://" + bucket + " is a local bucket. To put it on an S3"
          + " server, use the setting \"buckets\" of glue-devendpoint.");
    }
  }

  /** The setting with which a script puts a bucket on a server other than AWS's, or null. */
  private static String endpointSetting(String bucket, Configuration conf) {
    String[] names = {"fs.s3a.bucket." + bucket + ".endpoint", "fs.s3a.endpoint"};
    for (int i = 0; i < names.length; i++) {
      String endpoint = conf.getTrimmed(names[i], "");
      if (!endpoint.isEmpty() && !endpoint.matches(AWS)) {
        return names[i];
      }
    }
    return null;
  }

  private static FileSystem targetOf(URI place, Configuration conf) throws IOException {
    Class found = conf.getClass(TARGET + place.getScheme() + ".impl", null);
    if (found == null) {
      return FileSystem.newInstance(place, conf);
    }
    FileSystem made = (FileSystem) ReflectionUtils.newInstance(found, conf);
    made.initialize(place, conf);
    return made;
  }

  public URI getUri() {
    return uri;
  }

  public String getScheme() {
    return uri.getScheme();
  }

  public String getCanonicalServiceName() {
    return null; // buckets have no delegation tokens
  }

  public Path getWorkingDirectory() {
    return workingDirectory;
  }

  public void setWorkingDirectory(Path path) {
    workingDirectory = path;
  }

  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return target.open(inner(path), bufferSize);
  }

  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return target.create(inner(path), overwrite, bufferSize, replication, blockSize, progress);
  }

  public FSDataOutputStream createNonRecursive(
      Path path,
      FsPermission permission,
      EnumSet<CreateFlag> flags,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    boolean overwrite = flags.contains(CreateFlag.OVERWRITE);
    return create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
  }

  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress)
      throws IOException {
    return target.append(inner(path), bufferSize, progress);
  }

  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    return target.mkdirs(inner(path));
  }

  public boolean rename(Path from, Path to) throws IOException {
    return target.rename(inner(from), inner(to));
  }

  /** Deletes a file or folder. At the top of a bucket, the bucket itself stays. */
  public boolean delete(Path path, boolean recursive) throws IOException {
    Path place = inner(path);
    if (!place.equals(folder)) {
      return target.delete(place, recursive);
    }
    FileStatus[] found = target.listStatus(place);
    if (found.length > 0 && !recursive) {
      throw new PathIsNotEmptyDirectoryException(path.toString());
    }
    boolean isEmpty = true;
    for (FileStatus each : found) {
      isEmpty &= target.delete(each.getPath(), true);
    }
    return isEmpty;
  }

  public FileStatus getFileStatus(Path path) throws IOException {
    return shown(target.getFileStatus(inner(path)));
  }

  public FileStatus[] listStatus(Path path) throws IOException {
    FileStatus[] found = target.listStatus(inner(path));
    for (int i = 0; i < found.length; i++) {
      found[i] = shown(found[i]);
    }
    return found;
  }

  /** Hadoop's own implementation fails on names with colons. */
  public FileStatus[] globStatus(Path pattern, PathFilter filter) throws IOException {
    String given = makeQualified(pattern).toUri().getPath();
    boolean isPattern = false;
    List<FileStatus> found = new ArrayList<FileStatus>();
    for (String flat : GlobExpander.expand(given)) {
      List<FileStatus> matching = new ArrayList<FileStatus>();
      matching.add(getFileStatus(key("/")));
      for (String part : flat.substring(1).split("/")) {
        GlobFilter glob = new GlobFilter(part);
        isPattern |= glob.hasPattern();
        matching = part.isEmpty() ? matching : below(matching, part, glob);
      }
      found.addAll(matching);
    }
    List<FileStatus> accepted = new ArrayList<FileStatus>();
    for (FileStatus each : found) {
      if (filter.accept(each.getPath())) {
        accepted.add(each);
      }
    }
    FileStatus[] sorted = (FileStatus[]) accepted.toArray(new FileStatus[0]);
    Arrays.sort(sorted);
    return found.isEmpty() && !isPattern ? null : sorted;
  }

  public FileStatus[] globStatus(Path pattern) throws IOException {
    return globStatus(pattern, new AllPaths());
  }

  private List<FileStatus> below(List<FileStatus> folders, String part, GlobFilter glob)
      throws IOException {
    List<FileStatus> found = new ArrayList<FileStatus>();
    for (FileStatus each : folders) {
      if (!each.isDirectory()) {
        continue;
      }
      try {
        if (glob.hasPattern()) {
          for (FileStatus child : listStatus(each.getPath())) {
            if (glob.accept(child.getPath())) {
              found.add(child);
            }
          }
        } else {
          String name = part.replaceAll("\\\\(.)", "$1");
          String parent = each.getPath().toUri().getPath();
          found.add(getFileStatus(key(parent.equals("/") ? "/" + name : parent + "/" + name)));
        }
      } catch (FileNotFoundException err) {
        continue; // someone has deleted it, or it isn't below this folder
      }
    }
    return found;
  }

  public boolean hasPathCapability(Path path, String capability) throws IOException {
    return target.hasPathCapability(inner(path), capability);
  }

  public void close() throws IOException {
    super.close();
    if (target != null) {
      target.close();
    }
  }

  /** The target's path for a path in the bucket. */
  private Path inner(Path path) {
    checkPath(path);
    String key = makeQualified(path).toUri().getPath();
    if (key.isEmpty() || key.equals("/")) {
      return folder;
    }
    URI place = folder.toUri();
    String start = place.getPath().endsWith("/") ? place.getPath() : place.getPath() + "/";
    return new Path(place.getScheme(), place.getAuthority(), start + key.substring(1));
  }

  /** The bucket's view of a file or folder of the target. */
  private FileStatus shown(FileStatus found) {
    String start = folder.toUri().getPath();
    String key = found.getPath().toUri().getPath().substring(start.equals("/") ? 0 : start.length());
    return new FileStatus(
        found.getLen(),
        found.isDirectory(),
        found.getReplication(),
        found.getBlockSize(),
        found.getModificationTime(),
        key(key.isEmpty() ? "/" : key));
  }

  private Path key(String path) {
    return new Path(uri.getScheme(), uri.getAuthority(), path);
  }

  private static class AllPaths implements PathFilter {
    public boolean accept(Path path) {
      return true;
    }
  }
}
