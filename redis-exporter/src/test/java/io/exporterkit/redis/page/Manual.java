package io.exporterkit.redis.page;

import io.exporterkit.options.ManPage;
import io.exporterkit.options.ManPage.Entry;
import io.exporterkit.options.ManPage.Section;
import io.exporterkit.redis.options.RedisOptions;
import java.util.List;

/// The manual page of redis-exporter: the generated sections about its options, and the sections of this file.
final class Manual {
  private Manual() {}

  static String page() {
    return ManPage.of(
        RedisOptions.TABLE,
        "Prometheus exporter for Redis and Valkey",
        List.of(
            Section.of(
                "DESCRIPTION",
                "redis-exporter serves metrics of Redis and Valkey servers, sentinels and clusters to Prometheus: on /metrics those of one target, and on /scrape those of the target that the request names. Flags, variables, paths and metric names are those of oliver006/redis_exporter.",
                "Packages start the program as the service redis-exporter.service, with the flags of ARGS in /etc/default/redis-exporter (on RPM distributions, /etc/sysconfig/redis-exporter).")),
        List.of(
            Section.of(
                "PATHS",
                new Entry("/metrics", "Metrics of -redis.addr, and of the exporter itself."),
                new Entry("/scrape?target=redis://host:6379", "Metrics of this target."),
                new Entry(
                    "/discover-cluster-nodes",
                    "The nodes of a cluster, for Prometheus's HTTP service discovery; with -is-cluster."),
                new Entry("/health", "Answers ok, as the original does."),
                new Entry(
                    "/-/healthy, /-/ready",
                    "Whether the exporter runs, and whether it serves. Both need no password."),
                new Entry(
                    "/-/reload",
                    "Reads the files of passwords, certificates and scripts again, on POST.")),
            Section.of(
                "SIGNALS",
                new Entry(
                    "SIGHUP", "Reads the files of passwords, certificates and scripts again."),
                new Entry("SIGTERM, SIGINT", "Ends the program after the scrapes that run.")),
            Section.of(
                "EXIT STATUS",
                new Entry("0", "The program ended by a signal, or printed help or its version."),
                new Entry("1", "A value is not valid, a file cannot be read, or a port is in use."),
                new Entry("2", "A flag is unknown, or its value is no boolean or number.")),
            Section.of(
                "FILES",
                new Entry(
                    "/etc/default/redis-exporter", "ARGS, the flags of the service (Debian)."),
                new Entry("/etc/sysconfig/redis-exporter", "The same on RPM distributions."),
                new Entry(
                    "/etc/default/prometheus-redis-exporter",
                    "ARGS of Debian's package of this name, which are valid until the files above set ARGS.")),
            Section.of("SEE ALSO", "systemctl(1), https://github.com/exporterkit/redis-exporter")));
  }
}
