import {Chart} from './chart.js';

/** The words of the levels, so that no level is shown by its color alone. */
const LEVELS = {good: 'Good', warning: 'Warning', critical: 'Critical'};

/** Returns a new element with a class and a text. Texts are never parsed as HTML. */
function element(tag, name = '', text = '') {
  const made = document.createElement(tag);
  if (name) {
    made.className = name;
  }
  made.textContent = text;
  return made;
}

/** Changes a text only if it differs, so that a screen reader's position and a selection are kept. */
function write(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/**
 * A card: a figure, a sentence that says what the figure means, and a chart.
 *
 * The exporter declares:
 * - `title`;
 * - `metric`: the card is hidden while the page lacks this metric;
 * - `unit`: the name of a function of format.js, for the chart;
 * - `lines`: the names of the chart's lines; without lines, no chart;
 * - `read(m)`: returns `values` of the lines, `marks` (horizontal lines, as `{at, name}`; one that is called `limit` is
 *   red), `figure` and `note` (texts), `level` (good, warning or critical; empty for none) and `text`, a sentence.
 */
export class Card {
  #declared;
  #format;
  #chart;
  #parts = {};

  constructor(declared, format, number) {
    this.#declared = declared;
    this.#format = format[declared.unit];
    const node = element('section', 'card');
    const heading = element('h2', '', declared.title);
    heading.id = `card-${number}`;
    node.setAttribute('aria-labelledby', heading.id);
    node.hidden = true;
    const top = element('div', 'top');
    const level = element('span', 'level');
    top.append(heading, level);
    const figure = element('p', 'figure');
    const value = element('strong');
    const note = element('span', 'note');
    figure.append(value, ' ', note);
    const text = element('p', 'text');
    node.append(top, figure, text);
    this.#parts = {level, value, note, text};
    this.node = node;
    if (declared.lines) {
      this.#parts.box = element('div', 'chart');
      this.#parts.box.setAttribute('role', 'img');
      this.#parts.legend = element('ul', 'legend');
      node.append(this.#parts.box, this.#parts.legend);
      for (const name of declared.lines) {
        const item = element('li', '', name + ' ');
        item.append(element('b'));
        this.#parts.legend.append(item);
      }
    }
  }

  /** Returns the chart; undefined before the first values. */
  get chart() {
    return this.#chart;
  }

  /** Shows an answer. */
  show(m, time) {
    this.node.hidden = m.value(this.#declared.metric) === undefined;
    if (this.node.hidden) {
      return;
    }
    const read = this.#declared.read(m);
    const {level, value, note, text, box, legend} = this.#parts;
    level.className = `level ${read.level ?? ''}`;
    write(level, LEVELS[read.level] ?? '');
    write(value, read.figure);
    write(note, read.note ?? '');
    write(text, read.text ?? '');
    if (box) {
      const shown = read.values.map((v) => this.#format(v));
      [...legend.children].forEach((item, i) => write(item.lastChild, shown[i]));
      const now = this.#declared.lines.map((name, i) => `${name} ${shown[i]}`).join(', ');
      const marks = (read.marks ?? []).map((mark) => `, ${mark.name} at ${this.#format(mark.at)}`);
      box.setAttribute('aria-label', `${this.#declared.title}, last 15 minutes; now: ${now}${marks.join('')}`);
      this.#chart ??= new Chart(box, this.#declared.lines, this.#declared.unit);
      this.#chart.add(time, read.values, read.marks);
    }
  }
}

/**
 * A table. It is hidden while it has no row. The exporter declares `title`, `columns` (headings; the first column names
 * the row) and `rows(m)`: arrays of texts. A cell `{text, level}` has a level, `{text, part}` a bar from 0 to 1, and
 * `{text, href}` a link.
 */
export class Table {
  #declared;
  #body = element('tbody');

  constructor(declared) {
    this.#declared = declared;
    this.node = element('section', 'card wide');
    this.node.hidden = true;
    const table = element('table');
    const head = element('tr');
    for (const column of declared.columns) {
      const cell = element('th', '', column);
      cell.scope = 'col';
      head.append(cell);
    }
    const thead = element('thead');
    thead.append(head);
    table.append(element('caption', '', declared.title), thead, this.#body);
    this.node.append(table);
  }

  show(m) {
    const rows = this.#declared.rows(m);
    this.node.hidden = rows.length === 0;
    while (this.#body.rows.length > rows.length) {
      this.#body.deleteRow(-1);
    }
    rows.forEach((cells, i) => {
      const row = this.#body.rows[i] ?? this.#newRow();
      cells.forEach((cell, j) => this.#fill(row.cells[j], cell));
    });
  }

  #newRow() {
    const row = this.#body.insertRow();
    this.#declared.columns.forEach((_, j) => {
      const cell = element(j === 0 ? 'th' : 'td');
      if (j === 0) {
        cell.scope = 'row';
      }
      cell.append(element('a'));
      row.append(cell);
    });
    return row;
  }

  #fill(cell, content) {
    const {text, level, part, href} = content.text === undefined ? {text: content} : content;
    const label = cell.firstChild;
    label.className = level ? `level ${level}` : '';
    if (href) {
      label.href = href;
    }
    write(label, text);
    cell.classList.toggle('bar', part !== undefined);
    cell.style.setProperty('--part', part ?? 0);
  }
}

/** The first lines of the page: whether the target is up, since when, and what it is. */
export class Summary {
  node = element('section', 'summary');
  #state = element('span', 'level');
  #title = element('h2');
  #target = element('span', 'note');
  #facts = element('dl');
  #trouble = element('p', 'trouble');
  #announced = element('p', 'unseen');

  constructor(target) {
    this.#target.textContent = target;
    this.#title.id = 'summary';
    this.node.setAttribute('aria-labelledby', this.#title.id);
    this.#announced.setAttribute('role', 'status');
    this.#trouble.hidden = true;
    const line = element('div', 'line');
    line.append(this.#state, this.#title, this.#target);
    this.node.append(line, this.#facts, this.#trouble, this.#announced);
    this.say('', 'Asking …', '');
  }

  /** Shows a level, a title and a trouble. A change of level or trouble is announced to screen readers. */
  say(level, title, trouble) {
    const word = {good: 'Up', critical: 'Down', warning: 'No answer'}[level] ?? '';
    this.#state.className = `level ${level}`;
    write(this.#state, word);
    write(this.#title, title);
    write(this.#trouble, trouble);
    this.#trouble.hidden = trouble === '';
    write(this.#announced, word && `${word}. ${trouble}`);
  }

  /** Shows facts, as pairs of a name and a text. */
  facts(pairs) {
    while (this.#facts.children.length > pairs.length) {
      this.#facts.lastChild.remove();
    }
    pairs.forEach(([name, text], i) => {
      let group = this.#facts.children[i];
      if (!group) {
        group = element('div');
        group.append(element('dt'), element('dd'));
        this.#facts.append(group);
      }
      write(group.firstChild, name);
      write(group.lastChild, text);
    });
  }
}
