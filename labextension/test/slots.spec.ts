import { Slots } from '../src/catalog/slots';

describe('Slots', () => {
  it('lets what stays in sight keep its place', () => {
    const slots = new Slots();
    const first = slots.assign(['a', 'b', 'c']).get('b');

    const second = slots.assign(['b', 'c', 'd']).get('b');

    expect(second).toBe(first);
  });

  it('gives the places of what has gone to what comes', () => {
    const slots = new Slots();
    const gone = slots.assign(['a', 'b']).get('a');

    expect(slots.assign(['b', 'c']).get('c')).toBe(gone);
  });

  it('never gives one place twice', () => {
    const slots = new Slots();
    slots.assign(['a', 'b', 'c']);
    slots.assign(['c']);

    const places = [...slots.assign(['c', 'd', 'e', 'f']).values()];

    expect(new Set(places).size).toBe(4);
  });
});
