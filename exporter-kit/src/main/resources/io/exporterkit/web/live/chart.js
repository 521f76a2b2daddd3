import * as format from './format.js';
import {History} from './readings.js';

/* global uPlot */

const HEIGHT = 120;
/** Seconds that a chart shows at least, so that the first points do not fill it. */
const SHORTEST = 120;
/** Distances of the marks of the axes: whole minutes, and powers of two for bytes. */
const MINUTES = [60, 120, 300, 900];
const POWERS = Array.from({length: 60}, (_, i) => 2 ** i);
const FONT = '11px system-ui, sans-serif';

const resized = new ResizeObserver((entries) => {
  for (const {target, contentRect} of entries) {
    target.chart?.setSize({width: Math.max(100, contentRect.width), height: HEIGHT});
  }
});

/** Returns a color of the style sheet, that of the light or the dark theme. */
function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name);
}

/** A chart of the last minutes, with a time axis, a value axis from 0 and lines for limits. */
export class Chart {
  #history;
  #plot;
  #marks = [];

  /** Draws in a box, as wide as the box, with the names of lines and of a function of format.js. */
  constructor(box, lines, unit) {
    this.#history = new History(lines.length);
    const axis = {
      stroke: () => color('--muted'),
      font: FONT,
      grid: {stroke: () => color('--line'), width: 1},
      ticks: {show: false},
    };
    this.#plot = new uPlot(
      {
        width: Math.max(100, box.clientWidth),
        height: HEIGHT,
        padding: [8, 16, 0, 0],
        legend: {show: false},
        cursor: {show: false},
        select: {show: false},
        scales: {
          x: {range: (_, from, to) => [Math.min(from, to - SHORTEST), to]},
          y: {range: (_, from, to) => [Math.min(0, from ?? 0), this.#top(to)]},
        },
        axes: [
          {...axis, size: 24, space: 60, incrs: MINUTES, values: (_, times) => times.map(clock)},
          {
            ...axis,
            size: 66,
            space: 28,
            incrs: unit.startsWith('bytes') ? POWERS : undefined,
            values: (_, values) => values.map((value) => format[unit](value)),
          },
        ],
        series: [
          {},
          ...lines.map((label, i) => ({
            label,
            width: 1.5,
            stroke: () => color(`--series-${i + 1}`),
            fill: i === 0 ? () => color('--area') : undefined,
            dash: i === 0 ? undefined : [5, 3],
            points: {show: (plot, line) => plot.data[line].filter((value) => value !== null).length === 1},
          })),
        ],
        hooks: {draw: [(plot) => this.#drawMarks(plot)]},
      },
      this.#history.columns,
      box,
    );
    box.chart = this.#plot;
    resized.observe(box);
  }

  /** Returns times and values of the points, as uPlot reads them. */
  get columns() {
    return this.#history.columns;
  }

  /**
   * Adds a point and draws the chart.
   *
   * @param {number} time in Unix seconds
   * @param {(number|undefined)[]} values of the lines
   * @param {{at: number, name: string}[]} marks horizontal lines: limits and thresholds
   */
  add(time, values, marks = []) {
    this.#marks = marks;
    this.#history.add(time, values);
    this.#plot.setData(this.#history.columns);
  }

  /** Draws the chart again, in the colors of the theme. */
  redraw() {
    this.#plot.redraw(false, true);
  }

  #top(highest) {
    const most = Math.max(highest ?? 0, ...this.#marks.map((mark) => mark.at));
    return most > 0 ? most * 1.15 : 1;
  }

  #drawMarks(plot) {
    const {ctx, bbox} = plot;
    ctx.save();
    ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.textAlign = 'left';
    ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.lineWidth = devicePixelRatio;
    for (const {at, name} of this.#marks) {
      const isLimit = name === 'limit';
      const y = Math.round(plot.valToPos(at, 'y', true));
      ctx.strokeStyle = ctx.fillStyle = color(isLimit ? '--critical' : '--warning');
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      const isAbove = isLimit || y > bbox.top + bbox.height - 14 * devicePixelRatio;
      ctx.textBaseline = isAbove ? 'bottom' : 'top';
      ctx.fillText(name, bbox.left + 4 * devicePixelRatio, y + (isAbove ? -1 : 2) * devicePixelRatio);
    }
    ctx.restore();
  }
}

function clock(time) {
  return new Date(time * 1000).toLocaleTimeString('en-GB', {hour: '2-digit', minute: '2-digit'});
}
