// Settings of the mixin. An own file changes them: (import 'mixin.libsonnet') + { _config+:: { ... } }.
{
  _config+:: {
    // Selects the series of the Redis and Valkey servers, in PromQL's form. Prometheus adds the label job.
    selector: 'job=~".*redis.*|.*valkey.*"',
    // Selects the series of the exporter's own process, where the exporter has a job of its own.
    exporterSelector: self.selector,

    // Labels that distinguish jobs and servers.
    jobLabel: 'job',
    instanceLabel: 'instance',
    // A label that distinguishes clusters or environments, such as 'cluster' or 'namespace'; null where there is none.
    clusterLabel: null,

    // The prefix of all metrics: the flag -namespace of the exporter.
    namespace: 'redis',

    // A runbook's address is this text and the name of its alert in lower case, with .md.
    runbookUrl: 'https://github.com/exporterkit/redis-exporter/blob/main/docs/runbooks/',

    dashboards: {
      // The dashboards show the metrics of all jobs, whatever their names. This adds matchers to every query, such as
      // 'team="search"'; empty for none.
      selector: '',
      // The first word of all titles.
      title: 'Redis',
      tags: ['redis', 'valkey'],
      refresh: '30s',
      from: 'now-3h',
      timezone: 'browser',
    },

    // The first word of the names of groups of rules. Two copies of the mixin in one file need different words.
    ruleGroups: 'redis',
    // Labels whose values together name one deployment, that is one master with its replicas. The alerts
    // RedisMasterMissing and RedisMultipleMasters count masters by these labels; null switches both alerts off.
    deploymentLabels: std.prune([self.clusterLabel, self.jobLabel]),
    // Regular expression of the values of maxmemory-policy under which a full memory is normal, because the server may
    // evict any key: the alerts on the memory's limit ignore these servers. '' means that no server is ignored.
    cachePolicies: 'allkeys-.+',
    // Regular expression of commands whose duration is ignored, because operators or replicas send them.
    ignoredCommands: 'bgrewriteaof|bgsave|debug.*|psync|save|shutdown|sync',
    // Regular expression of error codes that are a part of normal operation.
    ignoredErrors: 'ASK|BUSYGROUP|MOVED|NOSCRIPT',

    // Limits at which alerts fire and panels change their color.
    thresholds: {
      // Used memory divided by maxmemory.
      memoryUsedRatioWarning: 0.8,
      memoryUsedRatioCritical: 0.95,
      // Resident memory divided by the machine's memory, without maxmemory.
      systemMemoryRatioWarning: 0.8,
      // Seconds within which the memory is predicted to be full, and the used ratio below which nothing is predicted.
      memoryFullSecondsWarning: 14400,
      memoryFullRatioMin: 0.5,
      // Resident memory divided by used memory, and the bytes between them below which the ratio is ignored.
      fragmentationRatioWarning: 1.5,
      fragmentationBytesMin: 268435456,
      // Keys evicted per second.
      evictedKeysPerSecondWarning: 10,

      // Connected clients divided by maxclients.
      clientsRatioWarning: 0.8,
      // Clients that wait in a blocking command.
      blockedClientsWarning: 100,

      // Bytes of the replication stream that a replica has not acknowledged.
      replicaLagBytesWarning: 16777216,
      // Seconds since a replica's last acknowledgement.
      replicaLagSecondsWarning: 10,
      // Full synchronizations in an hour, for each replica.
      fullResyncsPerReplicaWarning: 2,
      // Seconds of writes that the replication backlog holds.
      backlogSecondsWarning: 600,

      // Sentinels of a master that are not down.
      sentinelsMin: 3,

      // Seconds since the last snapshot.
      rdbAgeSecondsWarning: 86400,
      // Writes to the append-only file that waited for a slow fsync, in 10 minutes.
      delayedFsyncsWarning: 3,
      // Seconds for which a fork stopped the server.
      forkSecondsWarning: 0.5,

      // Mean seconds of a call of a command.
      commandSecondsWarning: 0.01,
      // The quantile of a command's latency, its limit in seconds, and the calls per second below which it is ignored.
      latencyQuantile: 0.99,
      latencySecondsWarning: 0.05,
      latencyCallsPerSecondMin: 1,
      // Error replies per second of one code, and how many times the mean rate of the last day this must be.
      errorsPerSecondWarning: 1,
      errorsRiseWarning: 3,

      // Hits divided by lookups, by how much the ratio must be below that of the last day, and the lookups per second
      // below which the ratio is ignored.
      hitRatioWarning: 0.8,
      hitRatioFallWarning: 0.1,
      lookupsPerSecondMin: 10,
      // Keys without a time to live that were added to a database in 6 hours. Databases are ignored in which the
      // fraction of keys with a time to live was lower than the second number.
      keysWithoutTtlAddedWarning: 10000,
      expiringKeysRatioMin: 0.5,

      // Entries of a stream that were not delivered to a group.
      streamGroupLagWarning: 1000,
      // Seconds between the newest entry of a stream and the entry last delivered to a group.
      streamGroupSecondsWarning: 300,
      // Entries delivered to a group and not acknowledged.
      streamGroupPendingWarning: 1000,

      // Logins and commands that access lists refused in 10 minutes, for each reason.
      accessDenialsWarning: 10,
      // Seconds until a certificate expires: 14 days.
      certificateSecondsWarning: 1209600,

      // Scrapes with a failed collector divided by all scrapes.
      partialScrapesRatioWarning: 0.1,
      // Seconds of a scrape, for a scrape_timeout of 10 s in Prometheus.
      scrapeSecondsWarning: 8,
    },
  },
}
