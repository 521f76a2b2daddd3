import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Exposition} from './exposition.js';
import {History, Readings} from './readings.js';

function readings(now, before, namespace = '') {
  const answer = (text, time) => ({page: new Exposition(text), time});
  return new Readings(answer(now, 110), before === undefined ? null : answer(before, 100), namespace);
}

test('a rate is the growth by second of all samples', () => {
  const m = readings('c_total{cmd="get"} 30\nc_total{cmd="set"} 5', 'c_total{cmd="get"} 10\nc_total{cmd="set"} 5');
  assert.equal(m.rate('c_total'), 2);
  assert.deepEqual(m.rates('c_total').map(({labels, value}) => [labels.cmd, value]), [['get', 2], ['set', 0]]);
});

test('a counter that is lower than before began again at 0', () => {
  assert.equal(readings('c_total 20', 'c_total 1000').rate('c_total'), 2);
});

test('a sample that the metric lacked before began at 0', () => {
  assert.equal(readings('c_total{a="x"} 1\nc_total{a="y"} 10', 'c_total{a="x"} 1').rate('c_total'), 1);
});

test('without an earlier value there is no rate', () => {
  assert.equal(readings('c_total 20').rate('c_total'), undefined);
  assert.equal(readings('c_total 20', 'other 1').rate('c_total'), undefined);
  assert.equal(readings('other 1', 'c_total 20').rate('c_total'), undefined);
});

test('names are without the namespace', () => {
  const m = readings('red_keys{db="0"} 2\nred_keys{db="1"} 3\nkeys 7', undefined, 'red');
  assert.equal(m.sum('keys'), 5);
  assert.equal(m.value('keys'), 2);
  assert.equal(m.label('keys', 'db'), '0');
  assert.equal(m.value('missing'), undefined);
  assert.equal(m.sum('missing'), undefined);
  assert.equal(readings('keys 7').value('keys'), 7);
});

test('a history keeps 15 minutes', () => {
  const history = new History(1);
  for (let time = 0; time <= 3600; time += 5) {
    history.add(time, [time]);
  }
  assert.equal(history.columns[0].length, 181);
  assert.deepEqual(history.columns.map((column) => [column[0], column.at(-1)]), [[2700, 3600], [2700, 3600]]);
});

test('a history is bounded also when answers are frequent', () => {
  const history = new History(1);
  for (let time = 0; time < 90; time += 0.1) {
    history.add(time, [1]);
  }
  assert.equal(history.columns[1].length, 400);
});

test('a pause interrupts the lines', () => {
  const history = new History(2);
  history.add(100, [1, undefined]);
  history.add(200, [2, 3]);
  assert.deepEqual(history.columns, [[100, 185, 200], [1, null, 2], [null, null, 3]]);
});
