{
  name: 'exporter',
  alerts: [
    {
      alert: 'RedisExporterDown',
      severity: 'critical',
      'for': '5m',
      expr: 'up{%(exporter)s} == 0',
      summary: 'Prometheus cannot scrape the exporter.',
      description: 'Prometheus cannot scrape %(instance)s: the exporter does not answer, or answers with an error.',
    },
    {
      alert: 'RedisExporterScrapesPartial',
      severity: 'warning',
      'for': '10m',
      keep_firing_for: '10m',
      expr: |||
        sum by (%(server)s) (rate(%(ns)s_exporter_target_scrapes_total{%(exporterAnd)soutcome="partial"}[10m]))
          / sum by (%(server)s) (rate(%(ns)s_exporter_target_scrapes_total{%(exporter)s}[10m]))
          > %(partialScrapesRatioWarning)s
      |||,
      summary: 'Many scrapes of the exporter are partial.',
      description: '{{ $value | humanizePercentage }} of the scrapes of the exporter %(instance)s lack some metrics.',
    },
    {
      alert: 'RedisExporterCollectorFailing',
      severity: 'warning',
      'for': '10m',
      keep_firing_for: '10m',
      expr: '%(ns)s_exporter_collector_success{%(s)s} == 0',
      summary: 'A collector of the exporter fails for a server.',
      description: 'The collector {{ $labels.collector }} has been failing for %(instance)s; its metrics are missing.',
    },
    {
      alert: 'RedisExporterScrapesSlow',
      severity: 'warning',
      'for': '10m',
      keep_firing_for: '10m',
      expr: '%(ns)s_exporter_last_scrape_duration_seconds{%(s)s} > %(scrapeSecondsWarning)s',
      summary: 'Scrapes are near their time-out.',
      description: 'A scrape of %(instance)s lasts {{ $value | humanizeDuration }}.',
    },
    {
      alert: 'RedisExporterScansIncomplete',
      severity: 'warning',
      'for': '30m',
      keep_firing_for: '10m',
      expr: '%(ns)s_exporter_scan_complete{%(s)s} == 0',
      summary: 'The exporter cannot read all keys of a check within a scrape.',
      description: 'The check {{ $labels.check }} of {{ $labels.key }} in {{ $labels.db }} of %(instance)s reads only a part of the keys.',
    },
    {
      alert: 'RedisExporterScrapesRejected',
      severity: 'warning',
      'for': '0m',
      keep_firing_for: '10m',
      expr: 'increase(%(ns)s_exporter_scrapes_rejected_total{%(exporter)s}[5m]) > 0',
      summary: 'The exporter rejects scrapes because too many run at the same time.',
      description: 'The exporter %(instance)s has rejected {{ $value | humanize }} scrapes within 5 minutes.',
    },
  ],
}
