import { Dialog } from '@jupyterlab/apputils';
import type { ITranslator } from '@jupyterlab/translation';
import {
  fileIcon,
  folderIcon,
  ReactWidget,
  UseSignal
} from '@jupyterlab/ui-components';
import * as React from 'react';

import { formatCount } from '../format';
import type { IGlueClient } from '../tokens';
import { DOMAIN, TranslationContext, useTrans } from '../translation';
import { PickerModel } from './pickermodel';

/** Let the user choose a folder or bucket that can be crawled; null if the user cancels. */
export async function chooseFolder(options: {
  client: IGlueClient;
  translator: ITranslator;
  location: string;
}): Promise<string | null> {
  const { client, translator, location } = options;
  const trans = translator.load(DOMAIN);
  const model = new PickerModel(client);
  const dialog = new Private.PickerDialog(model, {
    title: trans.__('Choose a folder'),
    body: new Private.PickerBody(model, translator),
    buttons: [
      Dialog.cancelButton(),
      Dialog.okButton({ label: trans.__('Choose this folder') })
    ],
    focusNodeSelector: 'input'
  });
  const launched = dialog.launch();
  void model.begin(location);
  const result = await launched;
  model.dispose();
  return result.button.accept ? result.value : null;
}

function Picker({ model }: { model: PickerModel }): React.JSX.Element {
  const trans = useTrans();
  const location = model.level?.location;
  const list = React.useRef<HTMLUListElement>(null);
  const up = React.useRef<HTMLButtonElement>(null);

  React.useEffect(() => {
    // The folder that was opened is gone from the list, and the focus with it.
    if (location !== undefined && !Private.focus(list.current, 0)) {
      up.current?.focus();
    }
  }, [location]);

  return (
    <>
      <div className="jp-GluePicker-bar">
        <button
          ref={up}
          className="jp-mod-styled"
          aria-disabled={!location}
          onClick={() => void model.leave()}
        >
          {trans.__('Up')}
        </button>
        <span className="jp-GluePicker-location" role="status">
          {location ? (
            <code>{location}</code>
          ) : (
            trans.__('Data folders and buckets')
          )}
        </span>
      </div>
      <input
        type="search"
        className="jp-mod-styled jp-GluePicker-filter"
        aria-label={trans.__('Filter folders')}
        placeholder={trans.__('Filter folders')}
        value={model.filter}
        onChange={event => model.narrow(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'ArrowDown') {
            event.preventDefault();
            Private.focus(list.current, 0);
          }
        }}
      />
      <Contents model={model} list={list} />
      <p className="jp-GluePicker-problem" role="alert">
        {model.error}
      </p>
    </>
  );
}

function Contents(props: {
  model: PickerModel;
  list: React.RefObject<HTMLUListElement>;
}): React.JSX.Element {
  const { model, list } = props;
  const trans = useTrans();
  const { folders, level } = model;
  return (
    <ul
      ref={list}
      className="jp-GluePicker-list"
      aria-label={trans.__('Folders')}
      aria-busy={model.isReading}
      onKeyDown={event => {
        if (Private.move(event, list.current)) {
          event.preventDefault();
        } else if (event.key === 'Backspace') {
          event.preventDefault();
          void model.leave();
        }
      }}
    >
      {folders.map((name, index) => (
        <li key={name}>
          <button
            className="jp-GluePicker-folder"
            tabIndex={index === 0 ? 0 : -1}
            title={name}
            onClick={() => void model.enter(name)}
          >
            <folderIcon.react tag="span" aria-hidden="true" />
            <span>{name}</span>
          </button>
        </li>
      ))}
      {level?.files.map(name => (
        <li key={`/${name}`} className="jp-GluePicker-file" title={name}>
          <fileIcon.react tag="span" aria-hidden="true" />
          <span>{name}</span>
        </li>
      ))}
      {level && <Rest model={model} />}
    </ul>
  );
}

/** What isn't in the list. */
function Rest({ model }: { model: PickerModel }): React.JSX.Element | null {
  const trans = useTrans();
  const { level, folders } = model;
  if (level === null) {
    return null;
  }
  const files = level.file_count - level.files.length;
  const notes = [
    files > 0
      ? trans._n('%2 more file', '%2 more files', files, formatCount(files))
      : '',
    level.is_truncated
      ? trans.__('There are more folders or files. Type the path instead.')
      : '',
    folders.length === 0 && level.folders.length > 0
      ? trans.__('No matching folders')
      : '',
    level.folders.length === 0 && level.file_count === 0
      ? trans.__('This folder is empty.')
      : ''
  ];
  return (
    <>
      {notes
        .filter(note => note !== '')
        .map(note => (
          <li key={note} className="jp-GluePicker-note">
            {note}
          </li>
        ))}
    </>
  );
}

namespace Private {
  export class PickerBody
    extends ReactWidget
    implements Dialog.IBodyWidget<string>
  {
    constructor(
      private readonly _model: PickerModel,
      private readonly _translator: ITranslator
    ) {
      super();
      this.addClass('jp-GluePicker');
    }

    getValue(): string {
      return this._model.chosen;
    }

    protected override render(): React.JSX.Element {
      return (
        <TranslationContext.Provider value={this._translator.load(DOMAIN)}>
          <UseSignal signal={this._model.stateChanged}>
            {() => <Picker model={this._model} />}
          </UseSignal>
        </TranslationContext.Provider>
      );
    }
  }

  export class PickerDialog extends Dialog<string> {
    constructor(
      private readonly _model: PickerModel,
      options: Partial<Dialog.IOptions<string>>
    ) {
      super(options);
      _model.stateChanged.connect(this._follow, this);
      this._follow();
    }

    /** Enter in the filter opens the first match instead of accepting the dialog. */
    protected override _evtKeydown(event: KeyboardEvent): void {
      const isInFilter = event.target instanceof HTMLInputElement;
      if (event.key !== 'Enter' || !isInFilter) {
        super._evtKeydown(event);
        return;
      }
      event.stopPropagation();
      event.preventDefault();
      const [first] = this._model.folders;
      if (first !== undefined) {
        void this._model.enter(first);
      }
    }

    /** The list of data folders and buckets isn't a folder that can be chosen. */
    private _follow(): void {
      const accept = this.node.querySelector('button.jp-mod-accept');
      accept?.toggleAttribute('disabled', this._model.chosen === '');
    }
  }

  const buttonsOf = (list: Element | null): HTMLElement[] => [
    ...(list?.querySelectorAll<HTMLElement>('button') ?? [])
  ];

  /** Focus a folder of the list; return whether there is one. */
  export function focus(list: Element | null, index: number): boolean {
    const button = buttonsOf(list).at(index);
    button?.focus();
    return button !== undefined;
  }

  /** Move the focus in the list; return whether the key does that. */
  export function move(
    event: React.KeyboardEvent,
    list: Element | null
  ): boolean {
    const buttons = buttonsOf(list);
    const at = buttons.findIndex(button => button === document.activeElement);
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(at + 1, buttons.length - 1),
      ArrowUp: Math.max(at - 1, 0),
      Home: 0,
      End: buttons.length - 1
    };
    const target = targets[event.key];
    if (target === undefined) {
      return false;
    }
    buttons[target]?.focus();
    return true;
  }
}
