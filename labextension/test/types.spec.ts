import { readFileSync } from 'fs';
import { join } from 'path';

import { parseType } from '../src/catalog/types';
import type { ITypeNode } from '../src/catalog/types';

type Tree = string | Record<string, unknown>;

const GOLDEN: {
  read: { text: string; tree: Tree }[];
  refused: { text: string }[];
} = JSON.parse(
  readFileSync(
    join(__dirname, '../../tests/table_format/hive_types.json'),
    'utf-8'
  )
);

/** The parts of a type, by name, as the golden cases spell them. */
function partsOf(tree: Tree): [string, Tree][] {
  if (typeof tree === 'string') {
    return [];
  }
  const [[kind, parts]] = Object.entries(tree) as [[string, never]];
  switch (kind) {
    case 'struct':
      return parts;
    case 'array':
      return [['element', parts]];
    case 'map':
      return [
        ['key', parts[0]],
        ['value', parts[1]]
      ];
    case 'uniontype':
      return (parts as Tree[]).map((each, index) => [`option ${index}`, each]);
    default:
      return [];
  }
}

function expectParts(type: ITypeNode, tree: Tree): void {
  const parts = partsOf(tree);
  expect(type.children.map(child => child.name)).toEqual(
    parts.map(([name]) => name)
  );
  type.children.forEach((child, index) =>
    expectParts(child.type, parts[index]?.[1] ?? '')
  );
}

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

  it.each(GOLDEN.read)("reads '$text' as the server does", ({ text, tree }) => {
    expectParts(parseType(text), tree);
  });

  it.each(GOLDEN.refused)("shows '$text' as it is", ({ text }) => {
    expect(parseType(text)).toMatchObject({
      text: text.trim(),
      children: []
    });
  });

  it.each(['<', 'array<', 'struct<a:', 'struct<`'])(
    "gives up on 100,000 times '%s'",
    piece => {
      expect(parseType(piece.repeat(100_000)).children).toEqual([]);
    }
  );
});
