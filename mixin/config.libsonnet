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

    // Limits at which alerts fire and panels change their color.
    thresholds: {
      // Used memory as a part of maxmemory.
      memoryUsedRatioWarning: 0.8,
      memoryUsedRatioCritical: 0.95,
      // Connected clients as a part of maxclients.
      clientsRatioWarning: 0.8,
      // Physical memory divided by used memory.
      fragmentationRatioWarning: 1.5,
      // Lookups that found a key as a part of all lookups; a warning below.
      hitRatioWarning: 0.8,
      // Bytes of the replication stream that a replica has not acknowledged, and seconds since its last
      // acknowledgement.
      replicaLagBytesWarning: 16777216,
      replicaLagSecondsWarning: 10,
      // Average seconds of a command's execution.
      commandSecondsWarning: 0.01,
    },
  },
}
