import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {test} from 'node:test';
import {Exposition} from './exposition.js';

const GOLDEN = process.env.GOLDEN;

/** Returns a sample in the text format, with its value as a number. */
function line(name, {labels, value}) {
  const escaped = (text) => text.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : '\\' + c));
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;
}

for (const flags of readdirSync(GOLDEN)) {
  for (const file of readdirSync(`${GOLDEN}/${flags}`)) {
    test(`reads every sample of ${flags}/${file}`, () => {
      const text = readFileSync(`${GOLDEN}/${flags}/${file}`, 'utf8');
      const page = new Exposition(text);
      const read = page.names().flatMap((name) => page.samples(name).map((sample) => line(name, sample)));
      const written = text
        .split('\n')
        .filter((line) => line && !line.startsWith('#'))
        .map((line) => line.replace(/[^ ]+$/, (value) => Number(value.replace('Inf', 'Infinity'))));
      assert.ok(written.length > 5);
      assert.deepEqual(read.toSorted(), written.toSorted());
    });
  }
}

test('reads labels that contain the characters of the format', () => {
  const page = new Exposition('m{a="x\\"}, b=\\"",b="\\\\n\\n",} 1\nm 2 1700000000000\nm{} 3');
  assert.deepEqual(
    page.samples('m').map(({labels, value}) => [{...labels}, value]),
    [[{a: 'x"}, b="', b: '\\n\n'}, 1], [{}, 2], [{}, 3]],
  );
});

test('reads the numbers of the format', () => {
  const page = new Exposition('m 1.5e+06\nm -Inf\nm +Inf\nm NaN\nm -0.25\n');
  assert.deepEqual(page.samples('m').map(({value}) => value), [1.5e6, -Infinity, Infinity, NaN, -0.25]);
});

test('ignores lines that are no sample', () => {
  const page = new Exposition('# TYPE m gauge\n\nm{a="1\nm{a=1} 1\nm one\nm\n<html>\nm 4');
  assert.deepEqual(page.samples('m').map(({value}) => value), [4]);
  assert.deepEqual(page.samples('missing'), []);
});

test('a label called __proto__ is a label', () => {
  const [{labels}] = new Exposition('m{__proto__="x",constructor="y"} 1').samples('m');
  assert.deepEqual(Object.entries(labels), [['__proto__', 'x'], ['constructor', 'y']]);
});
