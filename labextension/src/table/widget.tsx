import { MainAreaWidget } from '@jupyterlab/apputils';
import type { ITranslator } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import * as React from 'react';

import { tableIcon } from '../icons';
import { Loading } from '../states';
import { DOMAIN, TranslationContext } from '../translation';
import type { IPageActions } from './actions';
import { idOfTable } from './commandid';
import type { TableModel } from './model';

const Page = React.lazy(() => import('./page'));

export interface ITableWidgetOptions {
  model: TableModel;
  actions: IPageActions;
  translator: ITranslator;
}

/** A table page in the main area. Its view is loaded when the first page is opened. */
export class TableWidget extends MainAreaWidget<TablePanel> {
  constructor(options: ITableWidgetOptions) {
    super({ content: new TablePanel(options), translator: options.translator });
    this.title.label = options.model.name;
    this._follow();
    options.model.stateChanged.connect(this._follow, this);
    this.title.icon = tableIcon;
    this.title.closable = true;
    this.toolbar.hide();
  }

  get model(): TableModel {
    return this.content.model;
  }

  /** Keep the ID and the caption up to date if the database is renamed. */
  private _follow(): void {
    const { database, name } = this.model;
    this.id = idOfTable(database, name);
    this.title.caption = `${database}.${name}`;
  }
}

class TablePanel extends ReactWidget {
  constructor(private readonly _options: ITableWidgetOptions) {
    super();
    this.addClass('jp-GlueTable');
  }

  get model(): TableModel {
    return this._options.model;
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.model.dispose();
    super.dispose();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (this.isVisible) {
      void this.model.show();
    }
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    void this.model.show();
  }

  protected override render(): React.JSX.Element {
    const { model, actions, translator } = this._options;
    return (
      <TranslationContext.Provider value={translator.load(DOMAIN)}>
        {/* Subscribed before the view is loaded, so that no change is missed. */}
        <UseSignal signal={model.stateChanged}>
          {() => (
            <React.Suspense fallback={<Loading lines={10} />}>
              <Page model={model} actions={actions} />
            </React.Suspense>
          )}
        </UseSignal>
      </TranslationContext.Provider>
    );
  }
}
