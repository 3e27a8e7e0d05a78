import {
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent
} from '../src/format';

describe('formats', () => {
  it.each([
    [0, '0'],
    [1234567, '1,234,567'],
    [9007199254740993n, '9,007,199,254,740,993']
  ])('writes the count %s as %s', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  it.each([
    [0, '0'],
    [-1234.5678, '-1,234.57'],
    [0.1 + 0.2, '0.3'],
    [1234567, '1,234,567'],
    [1234567.891, '1,234,567.89'],
    [0.00001234, '1.234E-5'],
    [1.5e300, '1.5E300'],
    [Infinity, 'Infinity']
  ])('writes the number %s as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it.each([
    [0, '0.0%'],
    [0.0001, '<0.1%'],
    [0.125, '12.5%'],
    [1, '100.0%']
  ])('writes the share %s as %s', (share, text) => {
    expect(formatPercent(share)).toBe(text);
  });

  it.each([
    [-1, '0.0 s'],
    [2.34, '2.3 s'],
    [59.97, '1 min 0 s'],
    [125, '2 min 5 s'],
    [3725, '1 h 2 min']
  ])('writes %s seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});
