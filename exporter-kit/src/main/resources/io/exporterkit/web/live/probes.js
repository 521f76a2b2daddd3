/** The last probes: each failure, and the newest success of each target. */
import {Table} from './view.js';

const PATH = '/-/probes';

export class Probes {
  #rows = [];
  #table = new Table({
    title: 'Last probes',
    columns: ['Target', 'Path', 'Time', 'Duration', 'Outcome', 'Reason'],
    rows: () => this.#rows,
  });
  node = this.#table.node;

  async update() {
    const response = await fetch(location.origin + PATH, {cache: 'no-store', headers: {'X-Requested-With': 'fetch'}});
    const seen = new Set();
    this.#rows = (response.ok ? await response.json() : [])
      .filter((p) => p.outcome !== 'ok' || seen.size < seen.add(p.path + p.target).size)
      .slice(0, 15)
      .map((p) => [
        {text: p.target, href: `${PATH}?number=${p.number}`},
        p.path,
        p.time.slice(11, 19),
        `${(p.seconds * 1000).toFixed(1)} ms`,
        {text: p.outcome, level: {ok: 'good', partial: 'warning'}[p.outcome] ?? 'critical'},
        p.reason,
      ]);
    this.#table.show();
  }
}
