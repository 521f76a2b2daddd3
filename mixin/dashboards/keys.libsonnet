// Keys and streams: what the databases contain, and whether consumers of streams keep up.
local d = import '../lib/dashboard.libsonnet';
local p = import '../lib/panels.libsonnet';

function(c)
  local inDatabase(metric) = '%(redis)s_' + metric + '{%(at)s, db=~"$database"}';
  local inStream(metric) = '%(redis)s_stream_' + metric + '{%(at)s, db=~"$database", stream=~"$stream"}';
  // A query of servers of the selected roles, with the name of the server behind the legend.
  local each(text, legend='') = c.each(c.ofRole(text), legend);
  local top(text, legend) = c.each('topk(10, ' + c.ofRole(text) + ')', legend);

  c.dashboard(
    'keys',
    |||
      Databases, checked keys and streams. Replicas have the same keys as their masters: select one role. The panels of
      checked keys, groups and streams need flags of the exporter, such as check-keys and check-streams.
    |||,
    // Sentinels also have db_keys, but no keys.
    c.variables('memory_used_bytes') + [
      c.roleVariable,
      c.databaseVariable,
      d.variable(
        'stream', 'Stream', c.promql('label_values(%(redis)s_stream_length{%(at)s, db=~"$database"}, stream)')
      ),
    ],
    [
      d.row('Databases', [
        d.line([
          p.timeSeries(
            'Keys without a time to live',
            |||
              Keys of each database that never expire. If they grow in a cache, an application forgets to set a time to
              live, and memory fills up.
            |||,
            'short',
            [each(
              inDatabase('db_keys') + ' - ' + inDatabase('db_keys_expiring') + ' and ' + inDatabase('db_keys') + ' > 0',
              '{{db}}'
            )],
          ),
          p.timeSeries(
            'Growth of the keys',
            |||
              Keys that each database gains or loses per second. A steady gain needs more memory sooner or later: add a
              time to live, or plan the memory.
            |||,
            'cps',
            [each(
              'deriv(' + inDatabase('db_keys') + '[$__rate_interval]) and ' + inDatabase('db_keys') + ' > 0', '{{db}}'
            )],
            min=null,
          ),
          p.timeSeries(
            'Memory for each key',
            |||
              Memory of the data divided by the number of keys of a server. An increase comes from larger values or from
              collections that grow.
            |||,
            'bytes',
            [each(
              '%(redis)s_memory_used_dataset_bytes{%(at)s} / on (%(ids)s) ' +
              '(sum by (%(ids)s) (%(redis)s_db_keys{%(at)s}) > 0)'
            )],
          ),
        ]),
      ]),
      d.row('Checked keys and groups', [
        d.line([
          p.timeSeries(
            'Size of checked keys',
            |||
              The ten largest of the keys that the flags check-keys and check-single-keys select: bytes of a string,
              elements of a collection. A queue that grows has too few consumers. Commands on large collections are
              slow: divide them.
            |||,
            'short',
            [top(inDatabase('key_size'), '{{db}} {{key}}')],
          ),
          p.barGauge(
            'Memory of checked keys',
            'The ten checked keys with the most memory. UNLINK deletes large keys without blocking other clients.',
            'bytes',
            [top(inDatabase('key_memory_usage_bytes'), '{{db}} {{key}}') { range: false, instant: true }],
          ),
        ]),
        d.line([
          p.timeSeries(
            'Keys by pattern',
            'Keys that match the patterns of the flag count-keys. If they grow without end, add a time to live.',
            'short',
            [each(inDatabase('keys_count'), '{{db}} {{key}}')],
          ),
          p.timeSeries(
            'Keys by group',
            'The ten groups with the most keys, of the flag check-key-groups. They show which application adds keys.',
            'short',
            [top(inDatabase('key_group_count'), '{{db}} {{key_group}}')],
            stack=true,
          ),
          p.timeSeries(
            'Memory by group',
            'The ten groups with the most memory. They show which application uses the memory.',
            'bytes',
            [top(inDatabase('key_group_memory_usage_bytes'), '{{db}} {{key_group}}')],
            stack=true,
          ),
        ]),
      ]),
      d.row('Streams', [
        d.line([
          p.timeSeries(
            'Entries',
            'Entries of each stream. A stream that grows without end needs XTRIM, or MAXLEN with XADD.',
            'short',
            [each(inStream('length'), '{{db}} {{stream}}')],
          ),
          p.timeSeries(
            'New entries',
            'Entries added to each stream per second (Redis 7, Valkey). If there are none, look at the producers.',
            'cps',
            [each('rate(' + inStream('entries_added_total') + '[$__rate_interval])', '{{db}} {{stream}}')],
          ),
          p.timeSeries(
            'Age of the oldest entry',
            |||
              Time since the first entry was added, from its id. It shows how far back consumers can read. Streams whose
              ids are not times are not shown.
            |||,
            's',
            [each(
              'time() - ' + inStream('first_entry_id') + ' / 1000 and ' + inStream('first_entry_id') + ' > 1e12',
              '{{db}} {{stream}}'
            )],
          ),
        ]),
        d.line([
          p.timeSeries(
            'Lag of the groups',
            |||
              Entries that were not delivered to a group yet (Redis 7, Valkey). Normal is near 0, or a value that falls.
              If it grows, the group needs more or faster consumers.
            |||,
            'short',
            [each(inStream('group_lag'), '{{db}} {{stream}} {{group}}')],
          ),
          p.timeSeries(
            'Pending entries of the groups',
            |||
              Entries that were delivered and not acknowledged yet. Normal is about the number of entries in work. If
              they grow, consumers fail before XACK: XPENDING lists the entries, XAUTOCLAIM assigns them again.
            |||,
            'short',
            [each(inStream('group_messages_pending'), '{{db}} {{stream}} {{group}}')],
          ),
          p.timeSeries(
            'Consumers of the groups',
            'Consumers of each group. Consumers stay until XGROUP DELCONSUMER, even if they have ended.',
            'short',
            [each(inStream('group_consumers'), '{{db}} {{stream}} {{group}}')],
          ),
        ]),
        d.line([
          p.table(
            'Idle consumers with pending entries',
            |||
              Consumers that hold entries, by the time since their last attempt to read. A long time: the consumer has
              probably ended, and its entries wait. Assign them to another consumer with XAUTOCLAIM.
            |||,
            [
              p.label('stream', 'Stream'),
              p.label('group', 'Group'),
              p.label('consumer', 'Consumer'),
              p.value(
                'Idle',
                'topk(20, ' + c.ofRole(
                  'max by (%(ids)s, db, stream, group, consumer) (' + inStream('group_consumer_idle_seconds') +
                  ' and ' + inStream('group_consumer_messages_pending') + ' > 0)'
                ) + ')',
                { width: 90, unit: 's', decimals: 0 }
              ),
              p.value(
                'Pending',
                c.ofRole(
                  'max by (%(ids)s, db, stream, group, consumer) (' + inStream('group_consumer_messages_pending') +
                  ' > 0)'
                ),
                { width: 80, decimals: 0 }
              ),
              p.label('db', 'Database', { width: 90 }),
              p.label(c.promql('%(instance)s'), 'Instance'),
              p.label(c.promql('%(job)s'), 'Job', { hidden: true }),
            ] + [p.label(label, 'Cluster', { hidden: true }) for label in c.clusterLabels],
            sort='Idle',
          ),
        ]),
      ]),
    ],
  )
