package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.gauge;
import static io.exporterkit.metric.Unit.BYTES;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.session.ConfigReader;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A collector of the size of the server's snapshot on the exporter's own disk, at the settings `dir` and `dbfilename`.
///
/// In: `dir` `/var/lib/redis`, `dbfilename` `dump.rdb`   Out: `redis_rdb_current_size_bytes 1.048576e+06`
///
/// The settings are not trusted because the server may be hostile: only a regular file directly in `dir` is inspected.
/// `dir` may be a symbolic link; the file may be a symbolic link to a file in the same directory.
final class RdbFileSizeCollector implements RedisCollector {
  static final MetricDef SIZE =
      gauge(
          "rdb_current_size_bytes",
          BYTES,
          "Size of the snapshot file on the exporter's own disk; 0 where the file does not exist.");

  static final String DIR = "dir";
  static final String FILE_NAME = "dbfilename";

  private final ConfigReader config;

  RdbFileSizeCollector(ConfigReader config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "rdb_file_size";
  }

  @Override
  public List<MetricDef> metrics() {
    return List.of(SIZE);
  }

  @Override
  public List<Command> commands() {
    return config.commands();
  }

  @Override
  public List<Command> commands(ServerIdentity server) {
    return config.commands(server);
  }

  @Override
  public Rights rights() {
    return config.rights();
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws IOException, SkippedException, InterruptedException {
    Map<String, String> settings = config.read(session);
    String dir = settings.getOrDefault(DIR, "");
    String file = settings.getOrDefault(FILE_NAME, "");
    if (dir.isEmpty() || file.isEmpty()) {
      throw new SkippedException("the server does not report dir or dbfilename");
    }
    try {
      out.add(SIZE, size(Path.of(dir), file));
    } catch (InvalidPathException _) {
      throw new SkippedException("dir or dbfilename is not a valid path");
    } catch (NoSuchFileException _) {
      out.add(SIZE, 0);
    } catch (AccessDeniedException e) {
      throw new IOException("the exporter is not permitted to inspect the snapshot file", e);
    } catch (FileSystemException e) {
      throw new IOException("the exporter cannot inspect the snapshot file", e);
    }
  }

  private static long size(Path dir, String name) throws IOException, SkippedException {
    if (name.contains("/") || name.equals(".") || name.equals("..")) {
      throw new SkippedException("dbfilename leads out of dir");
    }
    if (!dir.isAbsolute()) {
      throw new SkippedException("dir is not an absolute path");
    }
    Path real = dir.toRealPath();
    Path file = real.resolve(name).toRealPath();
    if (!real.equals(file.getParent())) {
      throw new SkippedException("the snapshot file is a link that leads out of dir");
    }
    if (!Files.isRegularFile(file)) {
      throw new SkippedException("the snapshot file is not a regular file");
    }
    return Files.size(file);
  }
}
