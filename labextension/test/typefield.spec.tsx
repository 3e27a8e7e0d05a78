import { ReactWidget } from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';
import * as React from 'react';

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
    this._widget = ReactWidget.create(
      <EditableType
        label="Type of id"
        value={value}
        types={types}
        onSave={async type => {
          this.saved.push(type);
        }}
      />
    );
  }

  readonly saved: string[] = [];

  async open(): Promise<this> {
    Widget.attach(this._widget, document.body);
    await settled();
    this._widget.node.querySelector('button')?.click();
    await settled();
    return this;
  }

  async type(text: string): Promise<void> {
    const prototype = HTMLInputElement.prototype;
    const value = Object.getOwnPropertyDescriptor(prototype, 'value');
    value?.set?.call(this.input, text);
    this.input.dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      const event = new KeyboardEvent('keydown', { key, bubbles: true });
      this.input.dispatchEvent(event);
      await settled();
    }
  }

  async leave(): Promise<void> {
    this.input.focus();
    this.input.blur();
    await settled();
  }

  get input(): HTMLInputElement {
    return this._widget.node.querySelector('input') as HTMLInputElement;
  }

  get offered(): (string | null)[] {
    return [...this._widget.node.querySelectorAll('li')].map(
      each => each.textContent
    );
  }

  get problem(): string {
    return this._widget.node.querySelector('[role="alert"]')?.textContent ?? '';
  }

  dispose(): void {
    this._widget.dispose();
  }

  private readonly _widget: ReactWidget;
}

/** Let promises, messages, and React have their turn. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    await new Promise(resolve => setTimeout(resolve, 0));
  }
}

describe('EditableType', () => {
  let field: Field;
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
