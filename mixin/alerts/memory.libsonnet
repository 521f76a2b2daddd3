{
  name: 'memory',
  alerts: [
    {
      alert: 'RedisMemoryHigh',
      severity: 'warning',
      'for': '5m',
      keep_firing_for: '10m',
      expr: |||
        %(memoryUsedRatio)s > %(memoryUsedRatioWarning)s
          unless on (%(server)s) %(caches)s
      |||,
      summary: 'The memory is near maxmemory.',
      description: '%(instance)s uses {{ $value | humanizePercentage }} of maxmemory.',
    },
    {
      alert: 'RedisMemoryCritical',
      severity: 'critical',
      'for': '2m',
      keep_firing_for: '10m',
      expr: |||
        %(memoryUsedRatio)s > %(memoryUsedRatioCritical)s
          unless on (%(server)s) %(caches)s
      |||,
      summary: 'The memory is almost full; writes are refused when it is full.',
      description: '%(instance)s uses {{ $value | humanizePercentage }} of maxmemory.',
    },
    {
      alert: 'RedisSystemMemoryHigh',
      severity: 'warning',
      'for': '5m',
      keep_firing_for: '10m',
      expr: |||
        %(ns)s_memory_used_rss_bytes{%(s)s} / (%(ns)s_total_system_memory_bytes{%(s)s} > 0) > %(systemMemoryRatioWarning)s
          and on (%(server)s) %(ns)s_memory_max_bytes{%(s)s} == 0
      |||,
      summary: "A server without maxmemory uses most of the machine's memory.",
      description: "%(instance)s has no maxmemory and uses {{ $value | humanizePercentage }} of the machine's memory.",
    },
    {
      alert: 'RedisMemoryFullSoon',
      severity: 'warning',
      'for': '30m',
      keep_firing_for: '15m',
      expr: |||
        predict_linear(%(ns)s_memory_used_bytes{%(s)s}[1h], %(memoryFullSecondsWarning)s) / %(memoryLimit)s > 1
          and %(ns)s_memory_used_bytes{%(s)s} / %(memoryLimit)s > %(memoryFullRatioMin)s
          unless on (%(server)s) %(caches)s
      |||,
      summary: 'The memory will be full within hours.',
      description: 'If %(instance)s grows as in the last hour, it will use {{ $value | humanizePercentage }} of its memory in {{ %(memoryFullSecondsWarning)s | humanizeDuration }}.',
    },
    {
      alert: 'RedisFragmentationHigh',
      severity: 'warning',
      'for': '30m',
      keep_firing_for: '15m',
      expr: |||
        %(ns)s_mem_fragmentation_ratio{%(s)s} > %(fragmentationRatioWarning)s
          and %(ns)s_mem_fragmentation_bytes{%(s)s} > %(fragmentationBytesMin)s
      |||,
      summary: 'The process occupies much more memory than its data.',
      description: '%(instance)s occupies {{ $value | humanize }} times the memory that it uses.',
    },
    {
      alert: 'RedisKeysEvicted',
      severity: 'warning',
      'for': '10m',
      keep_firing_for: '10m',
      expr: 'rate(%(ns)s_evicted_keys_total{%(s)s}[5m]) > %(evictedKeysPerSecondWarning)s',
      summary: 'The server evicts keys because its memory is full.',
      description: '%(instance)s evicts {{ $value | humanize }} keys per second.',
    },
  ],
}
