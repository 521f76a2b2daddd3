/** The live page: asks for a page of metrics while somebody looks, and shows each answer. */
import {Exposition} from './exposition.js';
import * as format from './format.js';
import * as panels from './panels.js';
import {Poller} from './poller.js';
import {Probes} from './probes.js';
import {Readings} from './readings.js';
import {Card, Summary, Table} from './view.js';

const main = document.querySelector('main');
const form = document.querySelector('header form');
const name = document.title;

/** Returns the address of the page of metrics; empty when there is none to show. */
function source() {
  if (form) {
    const field = form.elements.target;
    const parameters = new URLSearchParams(location.search);
    const target = parameters.get(field.name);
    if (target) {
      // The path for requests without scripts; with scripts, the form leads back to this page.
      return new URL(form.getAttribute('action') + '?' + parameters, location.origin).href;
    }
  }
  return main.dataset.metrics && new URL(main.dataset.metrics, location.origin).href;
}

/** The page's state, from the first answer on. */
class Live {
  cards = panels.cards.map((card, i) => new Card(card, format, i));
  tables = (panels.tables ?? []).map((table) => new Table(table));
  #summary;
  #before = null;
  #probes = new Probes();
  #updated = document.createElement('span');
  #pause = document.createElement('button');
  #isPaused = false;

  constructor(url, target) {
    this.#summary = new Summary(target);
    this.target = target;
    this.poller = new Poller(url, (text, time) => this.show(text, time), (trouble) => this.trouble(trouble));
    const controls = document.createElement('div');
    controls.className = 'controls';
    this.#pause.type = 'button';
    this.#pause.textContent = 'Pause';
    this.#pause.addEventListener('click', () => this.#toggle());
    controls.append(this.#updated, this.#pause);
    const grid = document.createElement('div');
    grid.className = 'grid';
    grid.append(...this.cards.map((card) => card.node), ...this.tables.map((table) => table.node), this.#probes.node);
    this.#summary.node.prepend(controls);
    main.replaceChildren(this.#summary.node, grid);
    document.addEventListener('visibilitychange', () => this.run());
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () =>
      this.cards.forEach((card) => card.chart?.redraw()),
    );
  }

  /** Asks while the page is visible and not paused. */
  run() {
    document.visibilityState === 'visible' && !this.#isPaused ? this.poller.start() : this.poller.stop();
  }

  #toggle() {
    this.#isPaused = !this.#isPaused;
    this.#pause.textContent = this.#isPaused ? 'Continue' : 'Pause';
    main.classList.toggle('paused', this.#isPaused);
    this.run();
  }

  /** Shows a page of metrics that arrived at this time, in Unix seconds. */
  show(text, time) {
    const now = {page: new Exposition(text), time};
    const m = new Readings(now, this.#before, main.dataset.namespace);
    if (!this.#before) {
      requestAnimationFrame(() => performance.mark('drawn'));
    }
    this.#before = now;
    const {up, title, facts, trouble} = panels.summary(m);
    this.#summary.say(up ? 'good' : 'critical', title, trouble ?? '');
    this.#summary.facts(facts);
    this.#titled(up ? '' : 'Down');
    this.cards.forEach((card) => card.show(m, time));
    this.tables.forEach((table) => table.show(m));
    this.#probes.update();
    main.classList.remove('old');
    this.#updated.textContent = new Date(time * 1000).toLocaleTimeString('en-GB');
  }

  /** Shows that there is no answer. The last values stay, marked as old. */
  trouble(text) {
    this.#summary.say('warning', this.#before ? 'Last values' : 'No values yet', text);
    this.#titled('No answer');
    main.classList.add('old');
  }

  #titled(state) {
    document.title = [state, this.target, name].filter(Boolean).join(' · ');
  }
}

/** Begins to show the target that the address of the page names, or the exporter's own. Null when there is neither. */
function begin() {
  const url = source();
  let target = '';
  if (form) {
    const field = form.elements.target;
    target = format.address(new URLSearchParams(location.search).get(field.name) ?? '');
    field.value = target;
    form.setAttribute('action', location.pathname);
  }
  if (url) {
    const live = new Live(url, target);
    live.run();
    return live;
  }
  const hint = document.createElement('p');
  hint.className = 'hint';
  hint.textContent = form
    ? 'This exporter has no target of its own. Enter the address of one above.'
    : 'This exporter has no target.';
  main.replaceChildren(hint);
  return null;
}

export const live = begin();
