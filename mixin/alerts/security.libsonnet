// Joins an expression for each of some words, which replace WORD.
local each(words, expr) = std.join('\n  or ', [std.strReplace(expr, 'WORD', word) for word in words]);

{
  name: 'security',
  alerts: [
    {
      alert: 'RedisAccessDenied',
      severity: 'warning',
      'for': '0m',
      keep_firing_for: '15m',
      expr: '(\n  ' + each(
        ['auth', 'channel', 'cmd', 'db', 'key', 'tls_cert'],
        'label_replace(increase(%(ns)s_acl_access_denied_WORD_total{%(s)s}[10m]), "reason", "WORD", "", "")'
      ) + '\n) > %(accessDenialsWarning)s',
      summary: 'Access lists refuse logins or commands.',
      description: '%(instance)s has refused clients {{ $value | humanize }} times within 10 minutes because of {{ $labels.reason }}.',
    },
    {
      alert: 'RedisCertificateExpiring',
      severity: 'warning',
      'for': '10m',
      expr: '(\n  ' + each(
        ['server', 'client', 'ca'],
        'label_replace(%(ns)s_tls_WORD_cert_expires_in_seconds{%(s)s}, "certificate", "WORD", "", "")'
      ) + |||

        ) < %(certificateSecondsWarning)s
          and on (%(server)s, certificate) %(ns)s_tls_certificate_info{%(s)s}
      |||,
      summary: 'A TLS certificate of the server expires soon or has expired.',
      description: 'The {{ $labels.certificate }} certificate of %(instance)s expires in {{ $value | humanizeDuration }}.',
    },
  ],
}
