/** Texts of values for people. An unknown value is a dash. */

const GROUPED = new Intl.NumberFormat('en');
const UNKNOWN = '–';

/** Returns a number with three digits or more: `0.123`, `12.3`, `1,234`, `1.23 M`. */
export function count(value) {
  if (!known(value)) {
    return UNKNOWN;
  }
  const size = Math.abs(value);
  if (size >= 1e6) {
    return size < 1e9 ? digits(value / 1e6) + ' M' : digits(value / 1e9) + ' G';
  }
  return size >= 100 || Number.isInteger(value) ? GROUPED.format(Math.round(value)) : digits(value);
}

/** Returns a rate: `12.3/s`. */
export function perSecond(value) {
  return known(value) ? count(value) + '/s' : UNKNOWN;
}

/** Returns a size: `6.87 MiB`. */
export function bytes(value) {
  if (!known(value)) {
    return UNKNOWN;
  }
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return (unit === 0 ? Math.round(value) : digits(value)) + ' ' + units[unit];
}

/** Returns a flow of data: `6.87 KiB/s`. */
export function bytesPerSecond(value) {
  return known(value) ? bytes(value) + '/s' : UNKNOWN;
}

/** Returns a part of a whole: `86.3 %`. */
export function ratio(value) {
  return known(value) ? digits(value * 100) + ' %' : UNKNOWN;
}

/** Returns a short time: `85.2 µs`, `4.3 ms`, `2.5 s`. */
export function seconds(value) {
  if (!known(value)) {
    return UNKNOWN;
  }
  const size = Math.abs(value);
  if (size >= 1 || size === 0) {
    return digits(value) + ' s';
  }
  return size >= 1e-3 ? digits(value * 1e3) + ' ms' : digits(value * 1e6) + ' µs';
}

/** Returns a long time in its two largest units: `3 d 4 h`, `12 min 5 s`. */
export function duration(value) {
  if (!known(value)) {
    return UNKNOWN;
  }
  const units = [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]];
  const first = units.findIndex(([, size]) => value >= size);
  if (first < 0) {
    return '0 s';
  }
  const parts = [];
  let rest = Math.floor(value);
  for (const [name, size] of units.slice(first, first + 2)) {
    const whole = Math.floor(rest / size);
    if (whole > 0) {
      parts.push(`${whole} ${name}`);
    }
    rest -= whole * size;
  }
  return parts.join(' ');
}

/** Returns a moment in the browser's time zone. */
export function moment(unixSeconds) {
  return known(unixSeconds)
    ? new Date(unixSeconds * 1000).toLocaleString('en-GB', {dateStyle: 'medium', timeStyle: 'short'})
    : UNKNOWN;
}

/** Returns the address of a target without user and password, which end at the last `@`, and without parameters. */
export function address(target) {
  const scheme = target.match(/^[a-z]+:\/\//i)?.[0] ?? '';
  return (scheme + target.slice(Math.max(scheme.length, target.lastIndexOf('@') + 1))).replace(/[?#].*/s, '');
}

function known(value) {
  return value !== undefined && value !== null && !Number.isNaN(value);
}

function digits(value) {
  const size = Math.abs(value);
  return String(Number(value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3)));
}
