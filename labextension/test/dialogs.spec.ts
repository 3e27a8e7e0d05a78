import { Dialog } from '@jupyterlab/apputils';

import { type Answers, ask } from '../src/dialogs';

const field = {
  name: 'name',
  label: 'Name',
  check: (name: string) => (name === '' ? 'Enter a name.' : ''),
  notice: (name: string) =>
    name === name.toLowerCase() ? '' : `Will be saved as ${name.toLowerCase()}`
};

/** A dialog for a name, in the page. */
class Asked {
  constructor(save: (answers: Answers) => Promise<void>) {
    this.answers = ask({
      title: 'Create',
      accept: 'Create',
      fields: [field],
      save,
      explain: reason =>
        reason instanceof RangeError
          ? { field: 'name', problem: 'Taken.' }
          : undefined
    });
  }

  readonly answers: Promise<Answers | null>;

  get isOpen(): boolean {
    return document.querySelector('.jp-Dialog') !== null;
  }

  get text(): string {
    return document.querySelector('.jp-GlueForm')?.textContent ?? '';
  }

  async type(text: string): Promise<void> {
    const input = await this._input();
    write(input, text);
    await settled();
  }

  async press(key: string): Promise<void> {
    const input = await this._input();
    input.focus();
    input.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    await settled();
  }

  private async _input(): Promise<HTMLInputElement> {
    await settled();
    return document.querySelector('.jp-GlueForm input') as HTMLInputElement;
  }
}

/** Put text into a field so that React notices. */
function write(input: HTMLInputElement, text: string): void {
  const prototype = HTMLInputElement.prototype;
  const value = Object.getOwnPropertyDescriptor(prototype, 'value');
  value?.set?.call(input, text);
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Let promises, messages, and React have their turn. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    await new Promise(resolve => setTimeout(resolve, 0));
  }
}

describe('ask', () => {
  afterEach(async () => {
    Dialog.tracker.forEach(dialog => dialog.reject());
    await settled();
  });

  it('stays open on Enter without a name, and says what is missing', async () => {
    const save = jest.fn();
    const asked = new Asked(save);

    await asked.press('Enter');

    expect(asked.isOpen).toBe(true);
    expect(asked.text).toContain('Enter a name.');
    expect(save).not.toHaveBeenCalled();
  });

  it('says how a name will be saved before it is saved', async () => {
    const asked = new Asked(async () => undefined);

    await asked.type('Sales');

    expect(asked.text).toContain('Will be saved as sales');
  });

  it('keeps what was typed when it cannot be saved, and explains it in the field', async () => {
    const saved: string[] = [];
    const asked = new Asked(async ({ name = '' }) => {
      if (name === 'taken') {
        throw new RangeError();
      }
      saved.push(name);
    });

    await asked.type('taken');
    await asked.press('Enter');
    const [wasOpen, told] = [asked.isOpen, asked.text];
    await asked.type('free');
    await asked.press('Enter');

    expect([wasOpen, told]).toEqual([true, 'NameTaken.']);
    expect(await asked.answers).toEqual({ name: 'free' });
    expect(saved).toEqual(['free']);
    expect(asked.isOpen).toBe(false);
  });

  it('shows any other error below the fields', async () => {
    const asked = new Asked(async () => {
      throw new Error('The server is away.');
    });

    await asked.type('sales');
    await asked.press('Enter');

    expect(asked.isOpen).toBe(true);
    expect(asked.text).toContain('The server is away.');
  });

  it('saves nothing when it is canceled', async () => {
    const save = jest.fn();
    const asked = new Asked(save);

    await asked.type('sales');
    await asked.press('Escape');

    expect(await asked.answers).toBeNull();
    expect(save).not.toHaveBeenCalled();
  });
});
