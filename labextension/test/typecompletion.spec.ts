import { complete, completionAt } from '../src/table/typecompletion';

const OFFERED = ['string', 'date', 'decimal(10,2)', 'double', 'struct<a:int>'];

/** The types that are offered at the bar. */
function offeredAt(marked: string): readonly string[] {
  const caret = marked.indexOf('|');
  return completionAt(marked.replace('|', ''), caret, OFFERED).types;
}

describe('completionAt', () => {
  it.each(['|', 'array<|', 'map<string,|', 'struct<a:|', 'struct<a:int,b: |'])(
    'offers every type at %s',
    marked => {
      expect(offeredAt(marked)).toEqual(OFFERED);
    }
  );

  it.each(['d|', 'D|ate', 'array<d|', 'struct<a:int,b:d|>'])(
    'offers what begins like the word at %s',
    marked => {
      expect(offeredAt(marked)).toEqual(['date', 'decimal(10,2)', 'double']);
    }
  );

  it.each([
    'struct<d|',
    'struct<a:map<int,int>,d|',
    'decimal(|',
    'decimal(1,|',
    'int|x y',
    'array<int>|'
  ])('offers nothing where no type can be: %s', marked => {
    expect(offeredAt(marked)).toEqual([]);
  });
});

describe('complete', () => {
  it('replaces the whole word, and puts the caret behind it', () => {
    const text = 'struct<a:dou,b:int>';

    const chosen = complete(text, completionAt(text, 11, OFFERED), 'double');

    expect(chosen).toEqual({ text: 'struct<a:double,b:int>', caret: 15 });
  });
});
