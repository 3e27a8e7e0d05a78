import { parseType } from '../src/catalog/types';

describe('parseType', () => {
  it('recognizes the families of simple types', () => {
    const families = [
      'string',
      'decimal(10,2)',
      'timestamp',
      'boolean',
      'binary'
    ].map(text => parseType(text).family);

    expect(families).toEqual(['string', 'number', 'time', 'boolean', 'binary']);
  });

  it('parses a struct inside an array inside a map', () => {
    const type = parseType(
      'map<string,array<struct<id:int,price:decimal(10,2)>>>'
    );

    const [key, value] = type.children;
    const element = value?.type.children[0];

    expect(key?.type.text).toBe('string');
    expect(element?.name).toBe('element');
    expect(
      element?.type.children.map(child => [child.name, child.type.text])
    ).toEqual([
      ['id', 'int'],
      ['price', 'decimal(10,2)']
    ]);
  });

  it('removes the quotes of a quoted field', () => {
    const type = parseType('struct<`odd name`:string>');

    expect(type.children[0]?.name).toBe('odd name');
  });

  it('keeps a type that it cannot parse as text', () => {
    expect(parseType('geometry')).toEqual({
      text: 'geometry',
      family: 'string',
      children: []
    });
  });
});
