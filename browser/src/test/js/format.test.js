import assert from 'node:assert/strict';
import {test} from 'node:test';
import * as format from './format.js';

const CASES = {
  count: [[0, '0'], [7, '7'], [0.1234, '0.123'], [12.34, '12.3'], [1234.5, '1,235'], [1234567, '1.23 M'], [4.5e9, '4.5 G'], [undefined, '–'], [NaN, '–']],
  perSecond: [[0, '0/s'], [0.2, '0.2/s'], [310.4, '310/s'], [undefined, '–']],
  bytes: [[0, '0 B'], [1023, '1023 B'], [1536, '1.5 KiB'], [8388608, '8 MiB'], [-2048, '-2 KiB'], [null, '–']],
  bytesPerSecond: [[2048, '2 KiB/s'], [undefined, '–']],
  ratio: [[0, '0 %'], [0.8, '80 %'], [0.8634, '86.3 %'], [1, '100 %'], [undefined, '–']],
  seconds: [[0, '0 s'], [0.0000852, '85.2 µs'], [0.0043, '4.3 ms'], [0.01, '10 ms'], [2.5, '2.5 s'], [undefined, '–']],
  duration: [[0, '0 s'], [45, '45 s'], [725, '12 min 5 s'], [7200, '2 h'], [273600, '3 d 4 h'], [undefined, '–']],
  address: [
    ['redis://host:6379', 'redis://host:6379'],
    ['host:6379', 'host:6379'],
    ['redis://ann:secret@host:6379/2', 'redis://host:6379/2'],
    ['redis://:p@ss/wor?d#@host', 'redis://host'],
    ['secret@host', 'host'],
    ['redis://host?password=secret', 'redis://host'],
    ['', ''],
  ],
};

for (const [name, cases] of Object.entries(CASES)) {
  for (const [value, text] of cases) {
    test(`${name}(${value}) is ${text}`, () => assert.equal(format[name](value), text));
  }
}
