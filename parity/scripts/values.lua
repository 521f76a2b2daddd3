return {'a', '1', 'b', '2.5', 'c', '-1e3', 'd', '0x1p4', 'e', 'inf', 'argument', ARGV[1], 'keys', #KEYS .. ''}
