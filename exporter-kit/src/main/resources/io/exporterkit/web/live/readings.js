/**
 * The values of an answer, and the rates between the answer and the one before. Names of metrics are without the
 * namespace. A value that the page lacks is undefined; so is a rate before the second answer.
 */
export class Readings {
  #page;
  #before;
  #prefix;
  #seconds;

  /** Reads `now`, and rates since `before` (null at first): each an Exposition `page`, and its `time` in seconds. */
  constructor(now, before, namespace) {
    this.#page = now.page;
    this.#before = before?.page;
    this.#seconds = before ? now.time - before.time : 0;
    this.#prefix = namespace ? namespace + '_' : '';
  }

  /** Returns all samples, as `{labels, value}`. */
  samples(name) {
    return this.#page.samples(this.#prefix + name);
  }

  /** Returns the value of the first sample. */
  value(name) {
    return this.samples(name)[0]?.value;
  }

  /** Returns the sum of all samples. */
  sum(name) {
    return total(this.samples(name).map((sample) => sample.value));
  }

  /** Returns the value of a label of the first sample of a metric. */
  label(name, label) {
    return this.samples(name)[0]?.labels[label];
  }

  /** Returns by how much a counter grew each second; all samples of the metric together. */
  rate(name) {
    return total(this.rates(name).map((sample) => sample.value));
  }

  /**
   * Returns by how much the samples of a counter grew each second, as `{labels, value}`. A counter that is lower than
   * before began again at 0, as after a restart. So did a sample that the metric lacked before.
   */
  rates(name) {
    const then = this.#before?.samples(this.#prefix + name) ?? [];
    if (then.length === 0 || !(this.#seconds > 0)) {
      return [];
    }
    const old = new Map(then.map((sample) => [JSON.stringify(sample.labels), sample.value]));
    return this.samples(name).map(({labels, value}) => {
      const last = old.get(JSON.stringify(labels)) ?? 0;
      return {labels, value: (value >= last ? value - last : value) / this.#seconds};
    });
  }
}

function total(values) {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}

/** The points of a chart in the last minutes: times in seconds, and the values of each line. The oldest are dropped. */
export class History {
  static SECONDS = 15 * 60;
  static #MOST = 400;

  /** The times, then the values of each line, as uPlot reads them. An unknown value is null. */
  columns;

  constructor(lines) {
    this.columns = Array.from({length: lines + 1}, () => []);
  }

  /** Adds a point. A gap since the point before, as after a pause, interrupts the lines. */
  add(time, values, gap = 30) {
    const times = this.columns[0];
    if (times.length > 0 && time - times.at(-1) > gap) {
      this.#push(time - gap / 2, []);
    }
    this.#push(time, values);
    while (times.length > History.#MOST || times[0] < time - History.SECONDS) {
      this.columns.forEach((column) => column.shift());
    }
  }

  #push(time, values) {
    this.columns.forEach((column, i) => column.push(i === 0 ? time : (values[i - 1] ?? null)));
  }
}
