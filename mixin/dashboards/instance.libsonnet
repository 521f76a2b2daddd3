// Instance: everything about one server, or a few servers side by side.
local d = import '../lib/dashboard.libsonnet';
local p = import '../lib/panels.libsonnet';

function(c)
  local limits = c.thresholds;
  local each = c.each;
  local rate(metric) = 'rate(%(redis)s_' + metric + '{%(at)s}[$__rate_interval])';
  local ofCommand(metric) = '%(redis)s_commands_' + metric + '{%(at)s, cmd=~"$command"}';
  local rateOfCommand(metric) = 'rate(' + ofCommand(metric) + '[$__rate_interval])';
  local inRange(metric) = 'sum by (%(ids)s, cmd) (increase(' + ofCommand(metric) + '[$__range]))';
  local ofDatabase(metric) = '%(redis)s_db_' + metric + '{%(at)s, db=~"$database"}';
  // Databases that had keys at some time of the range.
  local withKeys(text) =
    text + ' and max_over_time(%(redis)s_db_keys{%(at)s, db=~"$database"}[$__range]) > 0';

  // Servers with an append-only file.
  local withAof(text) = text + ' and on (%(ids)s) %(redis)s_aof_enabled{%(at)s} == 1';

  // Calls of all selected commands by execution time, as cumulative buckets in microseconds. A server lists only the
  // buckets of a command that have calls of their own, so that sums by `le` would be wrong. Here, each bucket is the
  // sum of the largest listed bucket of each command that is not above it. The patterns match all numbers below the
  // bound.
  local bounds = [
    ['5', '[0-4]'],
    ['10', '[0-9]'],
    ['50', '[1-4]?[0-9]'],
    ['100', '[0-9]{1,2}'],
    ['500', '[1-4]?[0-9]{1,2}'],
    ['1000', '[0-9]{1,3}'],
    ['5000', '[1-4]?[0-9]{1,3}'],
    ['10000', '[0-9]{1,4}'],
    ['50000', '[1-4]?[0-9]{1,4}'],
    ['100000', '[0-9]{1,5}'],
    ['500000', '[1-4]?[0-9]{1,5}'],
    ['1100000', '[^+].*'],
  ];
  local latencies = std.join(' or ', [
    'label_replace(' +
    'sum(max by (%(ids)s, cmd) (increase(' +
    '%(redis)s_commands_latencies_usec_bucket{%(at)s, cmd=~"$command", le=~"' + bound[1] + '([.]0)?"}' +
    '[$__rate_interval]))), "le", "' + bound[0] + '", "", "")'
    for bound in bounds
  ]);
  local quantile(of) =
    'topk(10, histogram_quantile(' + of + ', sum by (%(ids)s, cmd, le) (' +
    rateOfCommand('latencies_usec_bucket') + ')) > 0)';

  local state = d.row('State', [
    d.line([
      p.stat(
        'State',
        |||
          Whether the exporter reaches the server. While the server loads its data after a start, it refuses most
          commands. If the server is down, the dashboard of the exporter shows the reason.
        |||,
        'short',
        [each('%(redis)s_up{%(at)s} + on (%(ids)s) %(redis)s_loading_dump_file{%(at)s} or %(redis)s_up{%(at)s}')],
        mapping=p.mapping({ '0': ['down', 'red'], '1': ['up', 'green'], '2': ['loading', 'orange'] }),
      ),
      p.stat(
        'Role and version',
        'The role of the server (slave is a replica) and its version. Compare with the servers of the same job.',
        'short',
        [c.range(c.info, '{{role}}, {{version}}')],
        names=true,
      ) { width:: 8 },
      p.stat(
        'Uptime',
        'Time since the start of the server. Orange below ten minutes: if nobody restarted it, look at its log.',
        's',
        [each('%(redis)s_uptime_in_seconds{%(at)s}')],
        steps=p.steps([[600, 'green']], base='orange'),
        decimals=1,
      ),
      p.gauge(
        'Memory of the limit',
        |||
          Used memory as a part of maxmemory. At 100 % the server evicts keys or refuses writes, depending on
          maxmemory-policy: raise maxmemory, delete keys or add servers before. Empty if no limit is set.
        |||,
        'percentunit',
        [each('%(redis)s_memory_used_bytes{%(at)s} / (%(redis)s_memory_max_bytes{%(at)s} > 0)')],
        p.steps([[limits.memoryUsedRatioWarning, 'orange'], [limits.memoryUsedRatioCritical, 'red']]),
      ),
      p.gauge(
        'Clients of the limit',
        |||
          Connected clients as a part of maxclients. At 100 % the server refuses new connections: look for clients that
          do not close connections, use a pool, or raise maxclients and the limit of open files.
        |||,
        'percentunit',
        [each(
          '%(redis)s_connected_clients{%(at)s} / on (%(ids)s) ' +
          '((%(redis)s_max_clients{%(at)s} or %(redis)s_config_maxclients{%(at)s}) > 0)'
        )],
        p.steps([[limits.clientsRatioWarning, 'orange']]),
      ),
    ], height=5),
  ]);

  local memory = d.row('Memory', [
    d.line([
      p.timeSeries(
        'Memory',
        |||
          Used memory, its highest value since the start, physical memory (RSS), and the limit with the value at which a
          warning is due. Used memory below the limit is normal; RSS far above used memory is fragmentation.
        |||,
        'bytes',
        [
          each('%(redis)s_memory_used_bytes{%(at)s}', 'used'),
          each('%(redis)s_memory_used_peak_bytes{%(at)s}', 'peak'),
          each('%(redis)s_memory_used_rss_bytes{%(at)s}', 'RSS'),
          each('%(redis)s_memory_max_bytes{%(at)s} > 0', 'limit'),
          each('%g * (%%(redis)s_memory_max_bytes{%%(at)s} > 0)' % limits.memoryUsedRatioWarning, 'warning'),
        ],
        limits={ '/^limit /': 'red', '/^warning /': 'orange' },
      ),
      p.timeSeries(
        'Data and overhead',
        |||
          Used memory by purpose. Overhead is everything except values: the tables of keys, and the buffers that the
          next panel shows. Much overhead is normal with many small keys.
        |||,
        'bytes',
        [
          each('%(redis)s_memory_used_dataset_bytes{%(at)s}', 'data'),
          each('%(redis)s_memory_used_overhead_bytes{%(at)s}', 'overhead'),
        ],
        stack=true,
      ),
    ]),
    d.line([
      p.timeSeries(
        'Buffers',
        |||
          Memory of buffers. Clients that do not read their replies fast enough raise the buffers of clients: find them
          with CLIENT LIST, and set client-output-buffer-limit. Slow replicas raise the buffers of replicas.
        |||,
        'bytes',
        [
          each('%(redis)s_mem_clients_normal{%(at)s}', 'clients'),
          each('%(redis)s_mem_clients_slaves{%(at)s}', 'replicas'),
          each('%(redis)s_mem_replication_backlog_bytes{%(at)s}', 'backlog'),
          each('%(redis)s_mem_aof_buffer_bytes{%(at)s}', 'append-only file'),
        ],
        stack=true,
      ),
      p.timeSeries(
        'Fragmentation',
        |||
          Physical memory divided by used memory, and the part of it that the allocator can reduce. Normal is 1 to 1.5;
          a server with little data has more. If both stay high, set activedefrag yes or restart the server after a
          failover. Below 1 the system has swapped memory out: add memory to the host.
        |||,
        'short',
        [
          each('%(redis)s_mem_fragmentation_ratio{%(at)s}', 'physical'),
          each('%(redis)s_allocator_frag_ratio{%(at)s}', 'allocator'),
        ],
        steps=p.steps([[limits.fragmentationRatioWarning, 'orange']], base='transparent'),
      ),
    ]),
  ]);

  local clients = d.row('Clients', [
    d.line([
      p.timeSeries(
        'Clients',
        |||
          Open connections, and the clients among them that wait in a blocking command such as BLPOP. A steady increase
          is a leak of connections. Blocked clients are normal for queues.
        |||,
        'short',
        [
          each('%(redis)s_connected_clients{%(at)s}', 'connected'),
          each('%(redis)s_blocked_clients{%(at)s}', 'blocked'),
        ],
      ),
      p.timeSeries(
        'New connections',
        |||
          Connections that were accepted per second, and connections that were refused because of maxclients. Many new
          connections cost much processor time: use a pool. Normal for refused connections is 0.
        |||,
        'cps',
        [
          each(rate('connections_received_total'), 'accepted'),
          each(rate('rejected_connections_total'), 'refused'),
        ],
      ),
    ]),
    d.line([
      p.timeSeries(
        'Disconnected clients',
        |||
          Clients that the server disconnected per second: because they did not read their replies (output), sent a
          command that is too large (query), or because of maxmemory-clients (evicted). Normal is 0 (Redis 7.2, Valkey;
          evicted since Redis 7.0).
        |||,
        'cps',
        [
          each(rate('client_output_buffer_limit_disconnections_total'), 'output'),
          each(rate('client_query_buffer_limit_disconnections_total'), 'query'),
          each(rate('evicted_clients_total'), 'evicted'),
        ],
      ),
      p.timeSeries(
        'Largest buffers of a client',
        |||
          The largest query buffer and the largest backlog of replies of any client in the last seconds. Some kilobytes
          are normal. Megabytes come from large values or from a client that reads too slowly.
        |||,
        'bytes',
        [
          each('%(redis)s_client_recent_max_input_buffer_bytes{%(at)s}', 'query'),
          each('%(redis)s_client_recent_max_output_buffer_bytes{%(at)s}', 'replies'),
        ],
      ),
    ]),
  ]);

  local commands = d.row('Commands and latency', [
    d.line([
      p.timeSeries(
        'Commands',
        'Executed commands per second: the ten most frequent ones. A sudden change comes from the clients.',
        'ops',
        [each('topk(10, ' + rateOfCommand('total') + ')', '{{cmd}}')],
        stack=true,
      ),
      p.timeSeries(
        'Time by command',
        |||
          The part of the time that the server spends on each command: the ten most expensive ones. Commands run one
          after the other: at 100 % in total the server is at its limit. Reduce the calls or the cost of the first one.
        |||,
        'percentunit',
        [each('topk(10, ' + rateOfCommand('duration_seconds_total') + ')', '{{cmd}}')],
        stack=true,
      ),
      p.timeSeries(
        'Average time by command',
        |||
          Average execution time of a call, without waiting and without the network. Microseconds are normal. Commands
          such as KEYS, SORT, or a range of a large collection are slow, and all other clients wait for them.
        |||,
        's',
        [each(
          'topk(10, ' + rateOfCommand('duration_seconds_total') + ' / (' + rateOfCommand('total') + ' > 0))', '{{cmd}}'
        )],
        steps=p.steps([[limits.commandSecondsWarning, 'orange']], base='transparent'),
      ),
    ]),
    d.line([
      p.table(
        'Slowest commands',
        |||
          Commands in the selected time range: calls, average and total time, and calls that failed while they were
          executed or were rejected before (Redis 6.2, Valkey). A change pays most for the commands with the highest
          total time.
        |||,
        [
          p.label(c.promql('%(instance)s'), 'Instance'),
          p.label('cmd', 'Command', { width: 160 }),
          p.value('Calls', c.promql(inRange('total') + ' > 0'), { width: 90 }),
          p.value(
            'Average time',
            c.promql(inRange('duration_seconds_total') + ' / (' + inRange('total') + ' > 0)'),
            { width: 110, unit: 's', steps: p.steps([[limits.commandSecondsWarning, 'orange']]), cell: p.cells.text }
          ),
          p.value('Total time', c.promql(inRange('duration_seconds_total') + ' > 0'), { width: 110, unit: 's' }),
          p.value('Failed', c.promql(inRange('failed_calls_total') + ' > 0'), { width: 80 }),
          p.value('Rejected', c.promql(inRange('rejected_calls_total') + ' > 0'), { width: 80 }),
        ] + [
          p.label(c.promql('%(job)s'), 'Job', { hidden: true }),
        ] + [
          p.label(label, 'Cluster', { hidden: true })
          for label in c.clusterLabels
        ],
        sort='Average time',
      ) { width:: 12 },
      p.heatmap(
        'Execution times',
        |||
          Calls by execution time (Redis 7, Valkey), of all selected commands and servers. Normal is one band below 1
          ms. A second band higher up is a slow kind of call: select single commands to find it.
        |||,
        'µs',
        c.promql(latencies),
      ) { width:: 12 },
    ], height=10),
    d.line([
      p.timeSeries(
        'Median time by command',
        'Half of the calls are faster (Redis 7, Valkey): the ten commands with the highest values.',
        'µs',
        [each(quantile('0.5'), '{{cmd}}')],
      ),
      p.timeSeries(
        '99th percentile by command',
        |||
          99 of 100 calls are faster (Redis 7, Valkey): the ten commands with the highest values. If it is far above the
          median, single calls are slow: look at the slow log.
        |||,
        'µs',
        [each(quantile('0.99'), '{{cmd}}')],
      ),
      p.timeSeries(
        'Processor',
        |||
          Processor time of all threads, and the part of the time for which the main thread is busy (Redis 7.2, Valkey).
          1 is one processor. Commands run on the main thread: above 80 % their latency rises. Add servers, or set
          io-threads if the network is the cause.
        |||,
        'percentunit',
        [
          each(rate('cpu_user_seconds_total') + ' + ' + rate('cpu_sys_seconds_total'), 'all threads'),
          each(rate('eventloop_duration_sum_usec_total') + ' / 1e6', 'main thread'),
        ],
      ),
    ]),
  ]);

  local slow = d.row('Slow log and errors', [
    d.line([
      p.timeSeries(
        'New entries of the slow log',
        |||
          Commands whose execution lasted longer than slowlog-log-slower-than. Normal is 0. SLOWLOG GET shows the
          commands with their arguments and clients.
        |||,
        'short',
        [each('clamp_min(delta(%(redis)s_slowlog_last_id{%(at)s}[$__rate_interval]), 0)')],
      ),
      p.timeSeries(
        'Newest entry of the slow log',
        'Duration of the newest entry of the slow log. All other clients waited for this time.',
        's',
        [each('%(redis)s_last_slow_execution_duration_seconds{%(at)s} > 0')],
      ),
    ]),
    d.line([
      p.timeSeries(
        'Errors by code',
        |||
          Error replies per second by their first word (Redis 6.2, Valkey). OOM: memory is full. WRONGPASS, NOAUTH and
          NOPERM: wrong credentials or rights. READONLY: a client writes to a replica. LOADING: the server has just
          started. ERR and WRONGTYPE: faults of clients.
        |||,
        'cps',
        [each(rate('errors_total'), '{{err}}')],
      ),
      p.timeSeries(
        'Denied accesses',
        |||
          Logins and commands that the access list denied per second (Redis 7.2, Valkey). Normal is 0. ACL LOG shows
          users and commands.
        |||,
        'cps',
        [
          each(rate('acl_access_denied_auth_total'), 'login'),
          each(rate('acl_access_denied_cmd_total'), 'command'),
          each(rate('acl_access_denied_key_total'), 'key'),
          each(rate('acl_access_denied_channel_total'), 'channel'),
        ],
      ),
    ]),
  ]);

  local keys = d.row('Keys', [
    d.line([
      p.timeSeries(
        'Keys',
        'Keys of each database that has keys. A sudden fall comes from FLUSHDB, or from keys that expire together.',
        'short',
        [each(withKeys(ofDatabase('keys')), '{{db}}')],
        stack=true,
      ),
      p.timeSeries(
        'Keys that expire',
        |||
          Keys of each database with a time to live. In a cache all keys should have one: compare with the panel Keys.
        |||,
        'short',
        [each(withKeys(ofDatabase('keys_expiring')), '{{db}}')],
        stack=true,
      ),
      p.timeSeries(
        'Average time to live',
        |||
          Average time to live of the keys that have one, as the server estimates it. A sudden change comes from a
          change of an application.
        |||,
        's',
        [each(ofDatabase('avg_ttl_seconds') + ' > 0', '{{db}}')],
      ),
    ]),
    d.line([
      p.timeSeries(
        'Expired and evicted keys',
        |||
          Keys that were removed per second because their time to live ended (expired), or because memory was full
          (evicted). Evicted keys are normal in a cache only.
        |||,
        'cps',
        [
          each(rate('expired_keys_total'), 'expired'),
          each(rate('evicted_keys_total'), 'evicted'),
        ],
      ),
      p.timeSeries(
        'Expired keys still in memory',
        |||
          Estimated part of the keys with a time to live that have expired and still use memory. Normal is below 10 %.
          If it stays higher, raise active-expire-effort.
        |||,
        'percent',
        [each('%(redis)s_expired_stale_percentage{%(at)s}')],
      ),
    ]),
    d.line([
      p.timeSeries(
        'Hits and misses',
        'Lookups of keys per second that found the key, or did not find it. If misses rise, see the hit ratio.',
        'ops',
        [
          each(rate('keyspace_hits_total'), 'hits'),
          each(rate('keyspace_misses_total'), 'misses'),
        ],
        stack=true,
      ),
      p.timeSeries(
        'Hit ratio',
        |||
          The part of the lookups that found the key. For a cache, above 80 % is good. If it falls, the cache is too
          small (look at evicted keys), times to live are too short, or an application asks for keys that never existed.
        |||,
        'percentunit',
        [each(
          rate('keyspace_hits_total') + ' / (' + rate('keyspace_hits_total') + ' + ' + rate('keyspace_misses_total') +
          ' > 0)'
        )],
        max=1,
        steps=p.steps([[limits.hitRatioWarning, 'transparent']], base='orange'),
      ),
    ]),
  ]);

  local network = d.row('Network and persistence', [
    d.line([
      p.timeSeries(
        'Network traffic',
        'Bytes received and sent per second, including replication. Compare with the bandwidth of the host.',
        'Bps',
        [
          each(rate('net_input_bytes_total'), 'received'),
          each(rate('net_output_bytes_total'), 'sent'),
        ],
      ),
      p.stat(
        'Last saves',
        |||
          Whether the last snapshot, the last rewrite of the append-only file and the last write to it succeeded. If one
          failed, look at the log of the server: mostly the disk is full, or memory for the fork is missing. The server
          may refuse writes until the next success.
        |||,
        'short',
        [
          each('%(redis)s_rdb_last_bgsave_status{%(at)s}', 'snapshot'),
          each(withAof('%(redis)s_aof_last_bgrewrite_status{%(at)s}'), 'rewrite'),
          each(withAof('%(redis)s_aof_last_write_status{%(at)s}'), 'write'),
        ],
        mapping=p.mapping({ '0': ['failed', 'red'], '1': ['ok', 'green'] }),
      ),
    ]),
    d.line([
      p.timeSeries(
        'Changes that no snapshot contains',
        |||
          Writes since the last snapshot: without an append-only file and replicas they are lost if the server fails.
          The value should fall to 0 as often as the setting save says.
        |||,
        'short',
        [each('%(redis)s_rdb_changes_since_last_save{%(at)s}')],
      ),
      p.timeSeries(
        'Age of the last snapshot',
        |||
          Time since the last snapshot that succeeded, or since the start. It should stay near the interval of the
          setting save or of your backups.
        |||,
        's',
        [each('time() - %(redis)s_rdb_last_save_timestamp_seconds{%(at)s}')],
      ),
    ]),
    d.line([
      p.timeSeries(
        'Time of saving',
        |||
          Duration of the last snapshot and of the last rewrite of the append-only file. Both grow with the data. While
          they run, memory may double if many keys change.
        |||,
        's',
        [
          each('%(redis)s_rdb_last_bgsave_duration_sec{%(at)s} >= 0', 'snapshot'),
          each('%(redis)s_aof_last_rewrite_duration_sec{%(at)s} >= 0', 'rewrite'),
        ],
      ),
      p.timeSeries(
        'Pause by the last fork',
        |||
          Time for which the last fork stopped the server. About 10 to 25 ms for each gigabyte are normal. If it is much
          more, switch transparent huge pages off.
        |||,
        's',
        [each('%(redis)s_latest_fork_seconds{%(at)s} > 0')],
      ),
      p.timeSeries(
        'Size of the append-only file',
        |||
          Size of the append-only file now, and after the last rewrite. The server rewrites it by itself when it has
          grown by auto-aof-rewrite-percentage. Empty without an append-only file.
        |||,
        'bytes',
        [
          each('%(redis)s_aof_current_size_bytes{%(at)s}', 'now'),
          each('%(redis)s_aof_base_size_bytes{%(at)s}', 'after rewrite'),
        ],
      ),
    ]),
  ]);

  local newer = d.row('I/O threads, large messages and certificates (newer versions)', [
    d.line([
      p.timeSeries(
        'Reads and writes by I/O threads',
        |||
          The part of the reads and writes that I/O threads did for the main thread (Redis 6, Valkey). 0 is normal with
          io-threads 1, and under light load, when the threads rest.
        |||,
        'percentunit',
        [
          each(rate('io_threaded_reads_processed') + ' / (' + rate('total_reads_processed') + ' > 0)', 'reads'),
          each(rate('io_threaded_writes_processed') + ' / (' + rate('total_writes_processed') + ' > 0)', 'writes'),
        ],
        max=1,
      ),
      p.timeSeries(
        'Busy I/O threads',
        |||
          The part of the time for which each I/O thread is busy (Valkey 9.1). If all are near 100 %, raise io-threads;
          if some are idle, lower it.
        |||,
        'percentunit',
        [each(rate('active_time_io_thread_seconds_total'), 'thread {{thread}}')],
        max=1,
      ),
    ]),
    d.line([
      p.timeSeries(
        'Large requests and replies',
        |||
          Entries in the logs of large requests and large replies (Valkey 8.1). COMMANDLOG GET -1 large-reply shows the
          commands: read large values in parts.
        |||,
        'short',
        [
          each('%(redis)s_commandlog_large_request_length{%(at)s}', 'requests'),
          each('%(redis)s_commandlog_large_reply_length{%(at)s}', 'replies'),
        ],
      ),
      p.stat(
        'Certificates expire in',
        |||
          Time until the certificates of the server expire (Valkey 9.1). Renew them before; the server loads new files
          with CONFIG SET. Empty without TLS.
        |||,
        's',
        [
          each('%(redis)s_tls_server_cert_expires_in_seconds{%(at)s} > 0', 'server'),
          each('%(redis)s_tls_client_cert_expires_in_seconds{%(at)s} > 0', 'client'),
          each('%(redis)s_tls_ca_cert_expires_in_seconds{%(at)s} > 0', 'CA'),
        ],
        steps=p.steps([[7 * 86400, 'orange'], [30 * 86400, 'green']], base='red'),
      ),
    ]),
  ], collapsed=true);

  c.dashboard(
    'instance',
    'One Redis or Valkey server, or a few side by side.',
    c.variables(allInstances=false) + [
      c.databaseVariable,
      d.variable('command', 'Command', c.promql('label_values(%(redis)s_commands_total{%(at)s}, cmd)')),
    ],
    [state, memory, commands, clients, slow, keys, network, newer],
  )
