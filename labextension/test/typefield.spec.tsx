import * as React from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { Simulate } from 'react-dom/test-utils';

import { EditableType } from '../src/table/typefield';
import { MemoryClient } from './memoryclient';

/** The type of a column, opened for editing. */
class Field {
  constructor(value = 'int') {
    const client = new MemoryClient();
    const types = {
      offered: () => client.columnTypes(),
      problemOf: (type: string) => client.checkColumnType(type)
    };
    document.body.replaceChildren(this._host);
    this._root = createRoot(this._host);
    React.act(() =>
      this._root.render(
        <EditableType
          label="Type of id"
          value={value}
          types={types}
          onSave={async type => {
            this.saved.push(type);
          }}
        />
      )
    );
  }

  readonly saved: string[] = [];

  async open(): Promise<this> {
    await React.act(async () => this._host.querySelector('button')?.click());
    return this;
  }

  async type(text: string): Promise<void> {
    await React.act(async () => {
      this.input.value = text;
      Simulate.change(this.input);
    });
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await React.act(async () => Simulate.keyDown(this.input, { key }));
    }
  }

  async leave(): Promise<void> {
    await React.act(async () => Simulate.blur(this.input));
  }

  get input(): HTMLInputElement {
    return this._host.querySelector('input') as HTMLInputElement;
  }

  get offered(): (string | null)[] {
    return [...this._host.querySelectorAll('li')].map(each => each.textContent);
  }

  get problem(): string {
    return this._host.querySelector('[role="alert"]')?.textContent ?? '';
  }

  dispose(): void {
    React.act(() => this._root.unmount());
  }

  private readonly _host = document.createElement('div');
  private readonly _root: Root;
}

describe('EditableType', () => {
  let field: Field;
  beforeAll(() => {
    (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean })[
      'IS_REACT_ACT_ENVIRONMENT'
    ] = true;
  });
  beforeEach(async () => {
    field = await new Field().open();
  });
  afterEach(() => field.dispose());

  it('offers every type at first, and then what fits', async () => {
    const atFirst = field.offered;
    await field.type('ti');

    expect(atFirst).toEqual(['string', 'int', 'timestamp']);
    expect(field.offered).toEqual(['timestamp']);
  });

  it('saves the type that was chosen with the arrow keys', async () => {
    await field.type('ti');
    await field.press('ArrowDown', 'Enter', 'Enter');

    expect(field.saved).toEqual(['timestamp']);
    expect(field.input).toBeNull();
  });

  it('names the problem of a bad type, and keeps it open', async () => {
    await field.type('timestmp');
    await field.press('Enter');

    expect(field.problem).toBe("Invalid type: unknown type 'timestmp'");
    expect(field.input.value).toBe('timestmp');
    expect(field.input.getAttribute('aria-invalid')).toBe('true');
    expect(field.saved).toEqual([]);
  });

  it('checks a type as well when the field is left', async () => {
    await field.type('timestmp');
    await field.leave();
    await field.type('timestamp');
    await field.leave();

    expect(field.saved).toEqual(['timestamp']);
  });

  it('gives up a change with Escape', async () => {
    await field.type('string');
    await field.press('Escape');

    expect(field.input).toBeNull();
    expect(field.saved).toEqual([]);
  });

  it('saves nothing when nothing was changed', async () => {
    await field.press('Enter');

    expect(field.input).toBeNull();
    expect(field.saved).toEqual([]);
  });
});
