/** How numbers, durations, and times are written, the same everywhere in the interface. */

/** The interface and the texts from the server are in English, whatever the browser's language. */
const LOCALE = 'en-US';

/** A whole number, such as a count: `1,234,567`. */
export function formatCount(count: number | bigint): string {
  return Private.whole.format(count);
}

/** A number from the data, to at most six significant digits: `1,234.5`. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) {
    return String(value);
  }
  if (size !== 0 && (size >= 1e15 || size < 1e-4)) {
    return Private.scientific.format(value);
  }
  if (Number.isInteger(value) || size >= 1e5) {
    return Private.large.format(value);
  }
  return Private.small.format(value);
}

/** A share of a whole: `12.5%`. */
export function formatPercent(share: number): string {
  const isTiny = share > 0 && share < 0.001;
  return isTiny ? '<0.1%' : Private.percent.format(share);
}

/** How long something took: `0.8 s`, `2 min 5 s`, or `1 h 2 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 59.95) {
    return `${Private.tenths.format(Math.max(0, seconds))} s`;
  }
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${formatCount(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/** A date and time, from seconds since 1970, in the browser's time zone. */
export function formatMoment(seconds: number): string {
  return Private.moment.format(seconds * 1000);
}

/** The time of a day, from milliseconds since 1970, in the browser's time zone. */
export function formatTime(milliseconds: number): string {
  return Private.time.format(milliseconds);
}

namespace Private {
  const format = (options: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(LOCALE, options);
  const moments = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(LOCALE, options);

  export const whole = format({ maximumFractionDigits: 0 });
  export const large = format({ maximumFractionDigits: 2 });
  export const small = format({ maximumSignificantDigits: 6 });
  export const scientific = format({
    notation: 'scientific',
    maximumSignificantDigits: 6
  });
  export const percent = format({
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1
  });
  export const tenths = format({
    minimumFractionDigits: 1,
    maximumFractionDigits: 1
  });
  export const moment = moments({
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23'
  });
  export const time = moments({
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23'
  });
}
