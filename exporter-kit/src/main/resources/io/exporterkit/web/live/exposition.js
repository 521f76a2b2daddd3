/**
 * A page of metrics in Prometheus's text format. Lines are grouped by the name of their metric at once; the labels and
 * value of a line are read when the metric is asked for, because a page may have thousands of lines that no card shows.
 */
export class Exposition {
  #lines = new Map();
  #samples = new Map();

  /** @param {string} text the page; lines that are no sample are ignored */
  constructor(text) {
    for (let from = 0; from < text.length; ) {
      const end = text.indexOf('\n', from);
      const line = text.slice(from, end < 0 ? text.length : end);
      from += line.length + 1;
      const name = line.match(/^[a-zA-Z_:][a-zA-Z0-9_:]*(?=[{ ])/)?.[0];
      if (name) {
        const lines = this.#lines.get(name);
        lines ? lines.push(line) : this.#lines.set(name, [line]);
      }
    }
  }

  /** Returns the names of all metrics; those of a histogram end with `_bucket`, `_sum` and `_count`. */
  names() {
    return [...this.#lines.keys()];
  }

  /** Returns the samples of a metric as `{labels: {cmd: 'get'}, value: 5}`; an empty array when the page lacks it. */
  samples(name) {
    let samples = this.#samples.get(name);
    if (!samples) {
      samples = (this.#lines.get(name) ?? []).map((line) => sample(line, name.length)).filter(Boolean);
      this.#samples.set(name, samples);
    }
    return samples;
  }
}

const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)",? ?/y;
const ESCAPED = {'\\n': '\n', '\\"': '"', '\\\\': '\\'};

/** Returns the sample of a line; null when the line is malformed. */
function sample(line, at) {
  const labels = Object.create(null);
  if (line[at] === '{') {
    LABEL.lastIndex = at + 1;
    for (let end = at + 1; line[end] !== '}'; end = LABEL.lastIndex) {
      const found = LABEL.exec(line);
      if (!found) {
        return null;
      }
      labels[found[1]] = found[2].replace(/\\[n"\\]/g, (text) => ESCAPED[text]);
      at = LABEL.lastIndex;
    }
    at = line.indexOf('}', at) + 1;
  }
  const value = number(line.slice(at).trim().split(' ')[0]);
  return value === undefined ? null : {labels, value};
}

/** Returns the number of a text such as `1.5e+06`, `+Inf` or `NaN`; undefined for any other text. */
function number(text) {
  const infinite = /^([+-]?)Inf$/.exec(text);
  if (infinite) {
    return infinite[1] === '-' ? -Infinity : Infinity;
  }
  const value = Number(text || 'none');
  return Number.isNaN(value) && text !== 'NaN' ? undefined : value;
}
